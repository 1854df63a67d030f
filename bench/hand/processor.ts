// What an interaction costs the page's main thread until its next paint, in time of the processor: however many other
// programs run beside the browser, this stays near to what it is.
import type { Browser, Page } from 'playwright'

/** How long one interaction kept the main thread busy until the page had been painted anew. */
export type Cost = { of: string; ms: number }

type Traced = {
  name: string
  ts: number
  dur?: number
  tdur?: number
  pid: number
  tid: number
  args: { data?: { type?: string; message?: string } }
}
type Span = { from: number; to: number; ms: number }

// What a person does, as https://web.dev/articles/inp counts it: no moving and no scrolling.
const INPUTS = new Set(['keydown', 'keyup', 'pointerdown', 'pointerup', 'click'])
const MARK = 'doing '

/** Notes in the trace what is done from here on. */
export const markOf = (doing: string) => `performance.mark(${JSON.stringify(MARK + doing)})`

/** Follows a page while it is used, and tells the cost of every interaction. */
export async function costsWhile(browser: Browser, page: Page, use: () => Promise<void>): Promise<Cost[]> {
  const categories = ['devtools.timeline', 'disabled-by-default-devtools.timeline', 'blink.user_timing']
  await browser.startTracing(page, { categories })
  try {
    await use()
  } catch (error) {
    await browser.stopTracing()
    throw error
  }
  const { traceEvents }: { traceEvents: Traced[] } = JSON.parse((await browser.stopTracing()).toString())
  return costsOf(traceEvents.toSorted((one, other) => one.ts - other.ts))
}

/** The costs told by a trace's events, in the order of time. */
function costsOf(events: Traced[]): Cost[] {
  const inputs = events.filter(({ name, args }) => name === 'EventDispatch' && INPUTS.has(args.data?.type ?? ''))
  const [first] = inputs
  if (!first) return []
  const own = events.filter(({ pid, tid }) => pid === first.pid && tid === first.tid)
  const tasks: Span[] = own
    .filter(({ name }) => name === 'RunTask')
    .map(({ ts, dur = 0, tdur = 0 }) => ({ from: ts, to: ts + dur, ms: tdur / 1000 }))
  const paints = own.filter(({ name }) => name === 'Commit').map(({ ts }) => ts)
  const marks = events.filter(({ name }) => name.startsWith(MARK))
  return inputs.map((input) => {
    const painted = paints.find((ts) => ts > input.ts) ?? Infinity
    const busy = tasks.filter(({ from, to }) => to > input.ts && from < painted)
    const doing = marks.findLast(({ ts }) => ts <= input.ts)?.name.slice(MARK.length) ?? 'loading'
    return { of: `${doing}, ${input.args.data?.type}`, ms: busy.reduce((sum, { ms }) => sum + ms, 0) }
  })
}
