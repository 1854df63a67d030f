// What a merchant's HTML can cost the web process: each kind of source that makes a careless reader slow, taken through
// all that is done with it at save, preview and send, at 100 KB and just below the form's limit.
import { type ChildProcess, fork } from 'node:child_process'
import { cpus } from 'node:os'
import path from 'node:path'
import { MAX_HTML_BYTES } from '#app/campaigns/draft.ts'
import { KINDS } from './check/kinds.ts'
import type { Answer, Question } from './check/worker.ts'

const RUNS = Number(process.env['BENCH_ROUNDS'] ?? 5)
/** A run that takes longer is ended: quadratic ones would take hours. */
const LONGEST_MS = Number(process.env['BENCH_LONGEST_MS'] ?? 20_000)
const SMALL = 100_000
const LARGE = MAX_HTML_BYTES - 100
/** Below this the clock and the garbage collector say more than the source. */
const LEAST_MS = 5

type Measured = { kind: string; small: number; large: number; refused: string | null }

let worker: ChildProcess | undefined

function ask(question: Question): Promise<Answer> {
  worker ??= fork(path.join(import.meta.dirname, 'check/worker.ts'))
  const asked = worker
  return new Promise((resolve) => {
    const timer = setTimeout(() => end({ ms: LONGEST_MS, refused: 'did not end' }), LONGEST_MS * question.runs)
    const end = (answer: Answer) => {
      clearTimeout(timer)
      asked.removeAllListeners()
      if (answer.refused === 'did not end' || !asked.connected) {
        asked.kill('SIGKILL')
        worker = undefined
      }
      resolve(answer)
    }
    asked.once('message', (answer) => end(answer as Answer))
    asked.once('exit', (code) => end({ ms: LONGEST_MS, refused: `the process ended with ${code}` }))
    asked.send(question)
  })
}

async function measure(kind: string): Promise<Measured> {
  const small = await ask({ kind, bytes: SMALL, runs: RUNS })
  const first = small.ms < LONGEST_MS ? await ask({ kind, bytes: LARGE, runs: 1 }) : small
  // What takes seconds is known well enough from one run.
  const large = first.ms < LONGEST_MS / 4 ? await ask({ kind, bytes: LARGE, runs: RUNS }) : first
  return { kind, small: small.ms, large: large.ms, refused: large.refused }
}

const growthOf = ({ small, large }: Measured) => Math.max(large, LEAST_MS) / Math.max(small, LEAST_MS)

function report(measured: Measured[]): void {
  const worst = measured.reduce((one, other) => (growthOf(other) > growthOf(one) ? other : one))
  const slowest = measured.reduce((one, other) => (other.large > one.large ? other : one))
  console.log(`Medians of ${RUNS} runs, ${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}`)
  console.table(
    measured
      .toSorted((one, other) => other.large - one.large)
      .map((each) => ({
        kind: each.kind,
        'ms at 100 KB': each.small.toFixed(1),
        'ms at 1 MB': each.large.toFixed(1),
        growth: growthOf(each).toFixed(1),
        refused: each.refused?.slice(0, 60) ?? '',
      })),
  )
  console.log(`Grows most: ${worst.kind}. Slowest: ${slowest.kind}.`)
  const figures = {
    growth: Number(growthOf(worst).toFixed(2)),
    worst_ms: Math.round(slowest.large),
    kinds: measured.length,
  }
  console.log(JSON.stringify({ bench: 'check', figures }))
}

// The first question warms the process up.
await ask({ kind: 'honest newsletter', bytes: SMALL, runs: 10 })
const measured: Measured[] = []
for (const kind of Object.keys(KINDS)) measured.push(await measure(kind))
worker?.kill()
report(measured)
process.exit(0)
