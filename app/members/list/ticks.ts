// Which members of a page are ticked.

export type Ticks = {
  memberIds: ReadonlySet<string>
  /** Whether all of the list is meant, on all its pages. */
  all: boolean
  /** Where a stretch of rows begins. */
  last: string | null
}

export type Tick =
  /** A row; with `stretch` all from the row that was pressed before to this one. */
  | { of: 'row'; memberId: string; stretch: boolean }
  /** Those of the page, or all of the list. */
  | { of: 'page' | 'list'; ticked: boolean }
  | { of: 'nobody' }

export const NO_TICKS: Ticks = { memberIds: new Set(), all: false, last: null }

/** What is ticked after a tick, in a page that lists these. */
export function ticksAfter(ticks: Ticks, tick: Tick, listed: string[]): Ticks {
  switch (tick.of) {
    case 'row': {
      const memberIds = new Set(ticks.memberIds)
      const isTicked = !memberIds.has(tick.memberId)
      for (const memberId of tick.stretch ? stretch(ticks.last, tick.memberId, listed) : [tick.memberId]) {
        if (isTicked) memberIds.add(memberId)
        else memberIds.delete(memberId)
      }
      return { memberIds, all: false, last: tick.memberId }
    }
    case 'page':
    case 'list':
      return {
        memberIds: new Set(tick.ticked ? listed : []),
        all: tick.of === 'list' && tick.ticked,
        last: ticks.last,
      }
    case 'nobody':
      return NO_TICKS
  }
}

function stretch(from: string | null, to: string, listed: string[]): string[] {
  const [one, other] = [listed.indexOf(from ?? to), listed.indexOf(to)]
  if (one === -1 || other === -1) return [to]
  return listed.slice(Math.min(one, other), Math.max(one, other) + 1)
}
