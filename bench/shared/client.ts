// A load of our own, for machines without `wrk`: every connection busy with one request at a time.
import { connect } from 'node:net'

export type LoadResult = { requests: number; seconds: number; p50: number; p99: number; errors: number }

type Plan = {
  port: number
  connections: number
  /** The next request, or null when there are no more. */
  next: () => Buffer | null
  seconds: number
}
type Run = Plan & { latencies: number[]; errors: number; deadline: number }

export async function runClient(plan: Plan): Promise<LoadResult> {
  const started = performance.now()
  const run: Run = { ...plan, latencies: [], errors: 0, deadline: started + plan.seconds * 1000 }
  await Promise.all(Array.from({ length: plan.connections }, () => keepBusy(run)))
  const sorted = run.latencies.sort((one, other) => one - other)
  const percentile = (share: number) => sorted[Math.floor(sorted.length * share)] ?? 0
  const took = (performance.now() - started) / 1000
  return { requests: sorted.length, seconds: took, p50: percentile(0.5), p99: percentile(0.99), errors: run.errors }
}

/** Every answer has a length, so its end is known without a parser. */
function keepBusy(run: Run): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(run.port, '127.0.0.1')
    let sentAt = 0
    let answer = ''
    const send = () => {
      const request = performance.now() < run.deadline ? run.next() : null
      if (!request) return socket.destroy()
      answer = ''
      sentAt = performance.now()
      socket.write(request)
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
