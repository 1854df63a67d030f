import { forgetDecided } from '#app/members/consent/held-opt-outs.server.ts'
import { forgetWishesOfErased } from '#app/members/core/do-not-track.server.ts'
import { forgetStrangers } from '#app/members/intake/engagement.server.ts'
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { log } from '#app/platform/log.server.ts'
import { forgetReceipts, forgetWriters } from '../upkeep.server.ts'
import { ensureNextDays } from './log-partitions.server.ts'
import { keepLog, keepNoAddresses } from './log-retention.server.ts'
import { settleDays } from './settle-days.server.ts'

export async function performUpkeep(): Promise<void> {
  await ensureNextDays(clock.now())
  await settleDays()
  await keepLog()
  await keepNoAddresses()
  const wishes = await forgetWishesOfErased()
  const strangers = await forgetStrangers(db())
  const held = await forgetDecided()
  log.info(
    { held, receipts: await forgetReceipts(), writers: await forgetWriters(), wishes, strangers },
    'tracking kept up',
  )
}
