import { formatDate, formatDateTime, formatDateTimeSeconds, formatZone } from './format.ts'
import { useShell } from '../hooks/useShell.ts'

type Props = {
  at: Date | string | null
  /** The day alone; the minute is added unless this is set. */
  day?: boolean
  /** The second, too. */
  seconds?: boolean
}

/** A moment, in the shop's time zone, which its title names. Engines may know its abbreviation differently. */
export function Time({ at, day = false, seconds = false }: Props) {
  const { timezone } = useShell()
  if (at === null) return <>—</>
  const write = day ? formatDate : seconds ? formatDateTimeSeconds : formatDateTime
  return (
    <time dateTime={new Date(at).toISOString()} title={formatZone(at, timezone)} suppressHydrationWarning>
      {write(at, timezone)}
    </time>
  )
}
