// What the nightly check of the consent history found, in plain words.
import { formatClock, formatCountOf, formatDate } from '#app/ui/format/format.ts'
import type { LedgerCheck } from './ledger-verify.server.ts'

export type LedgerCheckWords = { tone: 'success' | 'critical' | 'info'; text: string; detail: string }

/** "Consent history verified: 14,211 entries of 9,102 members, 03:20". */
export function ledgerCheckWords(check: LedgerCheck | null, now: Date, timeZone: string): LedgerCheckWords {
  if (!check) {
    return { tone: 'info', text: 'Consent history not verified yet', detail: 'It’s verified every night.' }
  }
  const { entries, members, faults, checkedAt, sealedUntil } = check
  const size = `${formatCountOf(entries, 'entry', 'entries')} of ${formatCountOf(members, 'member')}`
  const at = formatClock(checkedAt, now, timeZone)
  if (faults > 0) {
    return {
      tone: 'critical',
      text: `Consent history failed verification: ${formatCountOf(faults, 'fault')} in ${size}, ${at}`,
      detail:
        'It was changed outside Glancito. Ask whoever runs Glancito to run “npm run ledger:verify”, which lists each fault.',
    }
  }
  const sealed = sealedUntil ? ` It’s sealed up to ${formatDate(sealedUntil, 'UTC')}.` : ''
  return {
    tone: 'success',
    text: `Consent history verified: ${size}, ${at}`,
    detail: `Nothing was altered, removed, or added afterward.${sealed}`,
  }
}
