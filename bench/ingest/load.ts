// The load: `wrk` where it is installed, else a client of our own. Both keep every connection busy with one request.
import { execFile, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { type LoadResult, runClient as runOwnClient } from '../shared/client.ts'

export type Load = { port: number; connections: number; seconds: number; urlFile: string }

const AGENT =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36'
const THREADS = 2

const hasWrk = spawnSync('wrk', ['--version']).error === undefined
export const generator = hasWrk ? 'wrk' : 'own client'

export const runLoad = (load: Load): Promise<LoadResult> => (hasWrk ? runWrk(load) : runClient(load))

async function runWrk({ port, connections, seconds, urlFile }: Load): Promise<LoadResult> {
  const script = path.join(import.meta.dirname, 'load.lua')
  const flags = [`-t${THREADS}`, `-c${connections}`, `-d${seconds}s`, '--timeout', '10s', '-s', script]
  const { stdout } = await promisify(execFile)('wrk', [
    ...flags,
    `http://127.0.0.1:${port}`,
    '--',
    urlFile,
    String(THREADS),
    AGENT,
  ])
  const line = stdout.split('\n').find((each) => each.startsWith('RESULT '))
  if (!line) throw new Error(`wrk said: ${stdout}`)
  return JSON.parse(line.slice(7))
}

function runClient({ port, connections, seconds, urlFile }: Load): Promise<LoadResult> {
  const requests = readFileSync(urlFile, 'utf8')
    .trimEnd()
    .split('\n')
    .map((url, number) => {
      const address = `${11 + (number % 200)}.${Math.floor(number / 200) % 256}.${Math.floor(number / 51_200)}.7`
      return Buffer.from(
        `GET ${url} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: ${AGENT}\r\nX-Forwarded-For: ${address}\r\n\r\n`,
      )
    })
  let at = 0
  return runOwnClient({ port, connections, seconds, next: () => requests[at++ % requests.length] ?? null })
}
