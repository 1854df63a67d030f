// The load: `wrk` where it is installed, else a client of our own. Both keep every connection busy with one request.
import { execFile, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { type LoadResult, runClient } from '../shared/client.ts'

export type Load = { port: number; connections: number; seconds: number; file: string }

const THREADS = 2
/** Of so many requests one repeats an earlier one. */
export const REPEATS = 50

const HEAD = [
  'POST /api/v1/sns-bounce HTTP/1.1',
  'Host: 127.0.0.1',
  'User-Agent: Amazon Simple Notification Service Agent',
  'Content-Type: text/plain; charset=UTF-8',
  'Accept-Encoding: gzip,deflate',
  'x-amz-sns-message-type: Notification',
  'x-amz-sns-topic-arn: arn:aws:sns:us-east-1:123456789012:bench',
  '',
].join('\r\n')

const hasWrk = spawnSync('wrk', ['--version']).error === undefined
export const generator = hasWrk ? 'wrk' : 'own client'

export const runLoad = (load: Load): Promise<LoadResult> => (hasWrk ? runWrk(load) : runOwn(load))

async function runWrk({ port, connections, seconds, file }: Load): Promise<LoadResult> {
  const script = path.join(import.meta.dirname, 'load.lua')
  const flags = [`-t${THREADS}`, `-c${connections}`, `-d${seconds}s`, '--timeout', '10s', '-s', script]
  const own = [file, String(THREADS), HEAD.replaceAll('\r\n', String.raw`\r\n`)]
  const { stdout } = await promisify(execFile)('wrk', [...flags, `http://127.0.0.1:${port}`, '--', ...own])
  const line = stdout.split('\n').find((each) => each.startsWith('RESULT '))
  if (!line) throw new Error(`wrk said: ${stdout}`)
  return JSON.parse(line.slice(7))
}

function runOwn({ port, connections, seconds, file }: Load): Promise<LoadResult> {
  const bodies = readFileSync(file, 'utf8').trimEnd().split('\n')
  let [asked, at] = [0, 0]
  const next = () => {
    asked += 1
    const body = asked % REPEATS === 0 && at > 25 ? bodies[at - 25] : bodies[at++]
    return body === undefined ? null : Buffer.from(`${HEAD}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
  }
  return runClient({ port, connections, seconds, next })
}
