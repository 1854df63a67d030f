// A page of a list that is read from a key on, in either direction, so that it has no end but the last row.
import { idParam } from '../params.ts'

/** Where a page begins: behind a row or, going back, before one. At most one of them is set. */
export type Place<Key> = { after: Key | null; before: Key | null }

/** The first page. */
const START = { after: null, before: null }

export type PageOf<Row> = { rows: Row[]; next: string | null; previous: string | null }

type Reading<Key, Row> = {
  size: number
  keyOf: (row: Row) => string | number
  /** Reads from the place on, the nearest row first: backwards before a key. */
  read: (place: Place<Key>, limit: number) => Promise<Row[]>
}

/** A page with the keys of its neighbours; a place that nothing is behind, such as one of rows since deleted, is the start. */
export async function readPage<Key, Row>(place: Place<Key>, list: Reading<Key, Row>): Promise<PageOf<Row>> {
  const found = await list.read(place, list.size + 1)
  const isStart = place.after === null && place.before === null
  if (found.length === 0 && !isStart) return readPage(START, list)
  return cut(found, place, list)
}

function cut<Key, Row>(found: Row[], place: Place<Key>, { size, keyOf }: Reading<Key, Row>): PageOf<Row> {
  const backwards = place.after === null && place.before !== null
  const goesOn = found.length > size
  const rows = found.slice(0, size)
  if (backwards) rows.reverse()
  const key = (row: Row | undefined) => (row === undefined ? null : String(keyOf(row)))
  return {
    rows,
    next: backwards || goesOn ? key(rows.at(-1)) : null,
    previous: (backwards ? goesOn : place.after !== null) ? key(rows[0]) : null,
  }
}

/** The place that `?after=` or `?before=` names; a name in front (`bounces-after`) tells lists of one page apart. */
export function placeIn<Key>(
  search: URLSearchParams,
  read: (text: string) => Key | null,
  names = pageParameters(),
): Place<Key> {
  const at = (name: string) => {
    const text = search.get(name)
    return text === null ? null : read(text)
  }
  const after = at(names.after)
  return { after, before: after === null ? at(names.before) : null }
}

export const pageParameters = (list = '') => {
  const front = list && `${list}-`
  return { after: `${front}after`, before: `${front}before` }
}

/** The place in a list whose keys are ids. */
export const idKey = (text: string): number | null => idParam(text) || null

/** How SQL reads from a place on a list with its largest key first: its comparison, its order and its key. */
export function largestFirst<Key>({ after, before }: Place<Key>) {
  return before === null ? { sign: '<', direction: 'DESC', key: after } : { sign: '>', direction: 'ASC', key: before }
}
