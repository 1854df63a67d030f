import { clock } from '#app/platform/clock.server.ts'
import { moveShares } from '#app/tracking/closed-shares.server.ts'
import { forgetDomains } from '#app/tracking/provider/domains.server.ts'
import { blockAt, BLOCK } from './blocks.ts'
import { closeMailings } from './closing.server.ts'
import { ensurePartitions } from './partitions.server.ts'
import { dropClosed, forgetCampaignPeople, keepCounts } from './retention.server.ts'
import { forgetSystemMails } from './system-mails.server.ts'

/** Attaches the partitions of this month and the next, closes mailings, and drops what nobody may ask for any more. */
export async function performMailingUpkeep(): Promise<void> {
  const block = blockAt(clock.now())
  await ensurePartitions(block)
  await ensurePartitions(block + 1)
  await closeMailings()
  await moveShares()
  await keepCounts()
  // A number taken at the end of last month may not have its mailing yet.
  await dropClosed((block - 1) * BLOCK)
  await forgetCampaignPeople()
  await forgetSystemMails()
  await forgetDomains()
}
