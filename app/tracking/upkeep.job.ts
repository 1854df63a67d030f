import { log } from '#app/platform/log.server.ts'
import { forgetReceipts } from './upkeep.server.ts'

export async function performUpkeep(): Promise<void> {
  log.info({ receipts: await forgetReceipts() }, 'tracking kept up')
}
