import type { Store } from '../store.ts'

/** Runs `work` soon, in one transaction with whatever else waits; resolves once that is committed. */
export type GroupCommit = (work: () => void) => Promise<void>

interface Waiting {
  work: () => void
  resolve: () => void
  reject: (error: unknown) => void
}

// One commit a tick instead of one a message: thousands of mails arrive in seconds when the demo starts.
export function createGroupCommit(store: Store): GroupCommit {
  let waiting: Waiting[] = []
  const flush = () => {
    const batch = waiting
    waiting = []
    try {
      store.transaction(() => {
        for (const { work } of batch) work()
      })
      for (const { resolve } of batch) resolve()
    } catch (error) {
      for (const { reject } of batch) reject(error)
    }
  }
  return (work) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(flush)
      waiting.push({ work, resolve, reject })
    })
}
