import { formatDate, formatDateTime, formatZone } from './format.ts'
import { useShell } from '../hooks/useShell.ts'

type Props = {
  at: Date | string | null
  /** The day alone; the minute is added unless this is set. */
  day?: boolean
}

/** A moment, in the shop's time zone, which its title names. Engines may know its abbreviation differently. */
export function Time({ at, day = false }: Props) {
  const { timezone } = useShell()
  if (at === null) return <>—</>
  return (
    <time dateTime={new Date(at).toISOString()} title={formatZone(at, timezone)} suppressHydrationWarning>
      {day ? formatDate(at, timezone) : formatDateTime(at, timezone)}
    </time>
  )
}
