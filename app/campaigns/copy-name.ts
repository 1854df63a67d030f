import { MAX_NAME } from './draft.ts'

const COPY = /^ \(copy(?: (\d{1,4}))?\)$/

/** The name of a campaign's copy: “Sale (copy)”, then “Sale (copy 2)”; no longer than a name may be. */
export function copyName(name: string): string {
  const at = name.lastIndexOf(' (copy')
  const [is, count] = (at > 0 && COPY.exec(name.slice(at))) || []
  const end = is === undefined ? ' (copy)' : ` (copy ${Number(count ?? 1) + 1})`
  const start = is === undefined ? name : name.slice(0, at)
  // A character that is two units long is not cut in half.
  return (
    start
      .slice(0, MAX_NAME - end.length)
      .replace(/[\uD800-\uDBFF]$/, '')
      .trimEnd() + end
  )
}
