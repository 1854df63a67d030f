// Which e-mails may be tracked, whatever else is switched on.
import type { Settings } from './settings.ts'

type Purpose = 'marketing' | 'transactional' | 'system'

/** Whether e-mails of a purpose may be: as the shop has set, and those of the system never. */
export function mayTrack(
  purpose: Purpose,
  { trackMarketing, trackTransactional }: Pick<Settings, 'trackMarketing' | 'trackTransactional'>,
): boolean {
  if (purpose === 'system') return false
  return purpose === 'marketing' ? trackMarketing : trackTransactional
}
