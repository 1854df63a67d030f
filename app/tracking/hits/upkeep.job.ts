import { forgetDecided } from '#app/members/consent/held-opt-outs.server.ts'
import { forgetWishesOfErased } from '#app/members/core/do-not-track.server.ts'
import { forgetStrangers } from '#app/members/intake/engagement.server.ts'
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { log } from '#app/platform/log.server.ts'
import { forgetReceipts, forgetWriters } from '../upkeep.server.ts'
import { forgetErased } from './log/forget-erased.server.ts'
import { ensureNextDays } from './log/log-partitions.server.ts'
import { keepLog, keepNoAddresses } from './log/log-retention.server.ts'
import { settleDays } from './log/settle-days.server.ts'
import { forgetAgents } from './log/used-agents.server.ts'

export async function performUpkeep(): Promise<void> {
  await ensureNextDays(clock.now())
  await settleDays()
  const erased = await forgetErased()
  await keepLog()
  await keepNoAddresses()
  const agents = await forgetAgents()
  const wishes = await forgetWishesOfErased()
  const strangers = await forgetStrangers(db())
  const held = await forgetDecided()
  const [receipts, writers] = [await forgetReceipts(), await forgetWriters()]
  log.info({ held, receipts, writers, erased, wishes, strangers, agents }, 'tracking kept up')
}
