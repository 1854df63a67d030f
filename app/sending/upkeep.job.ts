import { clock } from '#app/platform/clock.server.ts'
import { moveShares } from '#app/tracking/closed-shares.server.ts'
import { forgetDomains } from '#app/tracking/provider/domains.server.ts'
import { blockAt, BLOCK } from './blocks.ts'
import { closeMailings } from './closing.server.ts'
import { dropClosedPartitions, ensurePartitions } from './partitions.server.ts'
import { forgetSystemMails } from './system-mails.server.ts'

/** Attaches the partitions of this month and the next, closes mailings, and drops what nobody may ask for any more. */
export async function performMailingUpkeep(): Promise<void> {
  const block = blockAt(clock.now())
  await ensurePartitions(block)
  await ensurePartitions(block + 1)
  await closeMailings()
  await moveShares()
  // A number taken at the end of last month may not have its mailing yet.
  await dropClosedPartitions((block - 1) * BLOCK)
  await forgetSystemMails()
  await forgetDomains()
}
