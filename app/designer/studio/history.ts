// What was, is and could be again of something that is edited.

export type History<T> = { past: T[]; present: T; future: T[]; last: { what: string; at: number } | null }

const LONGEST = 100
/** What is typed without such a pause is one change. */
const PAUSE_MS = 1000

export const startHistory = <T>(present: T): History<T> => ({ past: [], present, future: [], last: null })

/** A change; one of the same thing, right after another of it, goes into that. */
export function commit<T>(history: History<T>, next: T, change: { what: string; at: number }): History<T> {
  const { past, present, last } = history
  if (next === present) return history
  const goesOn = last !== null && last.what === change.what && change.at - last.at < PAUSE_MS
  return { past: goesOn ? past : [...past, present].slice(-LONGEST), present: next, future: [], last: change }
}

export function undo<T>(history: History<T>): History<T> {
  const { past, present, future } = history
  const before = past.at(-1)
  if (before === undefined) return history
  return { past: past.slice(0, -1), present: before, future: [present, ...future], last: null }
}

export function redo<T>(history: History<T>): History<T> {
  const { past, present, future } = history
  const [next, ...later] = future
  if (next === undefined) return history
  return { past: [...past, present], present: next, future: later, last: null }
}
