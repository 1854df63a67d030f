// The readers' process as the storm sees it: what it is told, and what it tells when all have come.
import { type ChildProcess, fork } from 'node:child_process'
import path from 'node:path'
import { ROOT } from '../../../scripts/processes.ts'
import type { Places } from './hits.ts'
import type { Clicks } from './machine.ts'

export type ReadersPlan = Places & {
  ports: number[]
  /** Of the server that does nothing. */
  barePort: number
  perSecond: number
}

/** What became of a try, by hit and try. */
export const ANSWER = { untried: 0, none: 1, durable: 2, early: 3 } as const

/** A hit that was answered before it was durable. */
export type Early = { hit: number; attempt: number; port: number; sentAt: number }

export type Readers = {
  /** Of try t of hit h at h * MOST_TRIES + t. */
  answers: Uint8Array
  early: Early[]
  /** Answers that were neither the image nor the way to the shop. */
  wrong: number
  /** Hits that were given up. */
  unanswered: number
  clicks: Clicks
}

type Running = { result: Promise<Readers>; stop: () => void }

/** Sends the readers on their way. */
export function sendReaders(plan: ReadersPlan, env: Record<string, string>): Running {
  const child = startScript('readers.ts', env)
  const result = new Promise<Readers>((resolve, reject) => {
    child.once('message', (done) => resolve(done as Readers))
    child.once('exit', (code) => reject(new Error(`the readers ended with ${code}`)))
    child.once('error', reject)
  })
  child.send(plan)
  return { result, stop: () => void child.kill('SIGKILL') }
}

/** Starts the server that does nothing, on this port. */
export async function startBare(port: number): Promise<() => void> {
  const child = startScript('bare.ts', { PORT: String(port) })
  await new Promise((resolve, reject) => {
    child.once('message', resolve)
    child.once('exit', reject)
  })
  return () => void child.kill('SIGKILL')
}

const startScript = (script: string, env: Record<string, string>): ChildProcess =>
  fork(path.join(ROOT, 'tests/storms/tracking', script), [], {
    env: { ...process.env, ...env },
    execArgv: [],
    serialization: 'advanced',
  })
