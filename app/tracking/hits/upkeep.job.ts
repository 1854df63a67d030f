import { clock } from '#app/platform/clock.server.ts'
import { log } from '#app/platform/log.server.ts'
import { forgetReceipts } from '../upkeep.server.ts'
import { ensureNextDays } from './log-partitions.server.ts'

export async function performUpkeep(): Promise<void> {
  await ensureNextDays(clock.now())
  log.info({ receipts: await forgetReceipts() }, 'tracking kept up')
}
