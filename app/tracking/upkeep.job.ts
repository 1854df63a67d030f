import { log } from '#app/platform/log.server.ts'
import { cutPartition, forgetReceipts } from './upkeep.server.ts'

export async function performUpkeep(): Promise<void> {
  log.info({ receipts: await forgetReceipts(), partition: await cutPartition() }, 'tracking kept up')
}
