// The load: `wrk` where it is installed, else a client of our own. Both keep every connection busy with one request.
import { execFile, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import path from 'node:path'
import { promisify } from 'node:util'

export type Load = { port: number; connections: number; seconds: number; urlFile: string }
export type LoadResult = { requests: number; seconds: number; p50: number; p99: number; errors: number }

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

type Run = { requests: Buffer[]; next: number; latencies: number[]; errors: number; deadline: number }

async function runClient({ port, connections, seconds, urlFile }: Load): Promise<LoadResult> {
  const requests = readFileSync(urlFile, 'utf8')
    .trimEnd()
    .split('\n')
    .map((url) => Buffer.from(`GET ${url} HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: ${AGENT}\r\n\r\n`))
  const started = performance.now()
  const run: Run = { requests, next: 0, latencies: [], errors: 0, deadline: started + seconds * 1000 }
  await Promise.all(Array.from({ length: connections }, () => keepBusy(port, run)))
  const sorted = run.latencies.sort((one, other) => one - other)
  const percentile = (share: number) => sorted[Math.floor(sorted.length * share)] ?? 0
  const took = (performance.now() - started) / 1000
  return { requests: sorted.length, seconds: took, p50: percentile(0.5), p99: percentile(0.99), errors: run.errors }
}

/** Every answer has a length, so its end is known without a parser. */
function keepBusy(port: number, run: Run): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    let sentAt = 0
    let answer = ''
    const send = () => {
      if (performance.now() >= run.deadline) return socket.destroy()
      answer = ''
      sentAt = performance.now()
      socket.write(run.requests[run.next++ % run.requests.length] ?? '')
    }
    socket.setNoDelay(true)
    socket.once('connect', send)
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1')
      const head = answer.indexOf('\r\n\r\n')
      const length = /content-length: (\d+)/i.exec(answer)?.[1]
      if (head < 0 || length === undefined || answer.length < head + 4 + Number(length)) return
      if (/^HTTP\/1\.1 [23]/.test(answer)) run.latencies.push(performance.now() - sentAt)
      else run.errors += 1
      send()
    })
    socket.on('error', () => (run.errors += 1))
    socket.on('close', () => resolve())
  })
}
