// Looks at opt-outs that only followed a link, before Shopify is told of them: one that followed every other link of the e-mail
// within seconds too was a mail scanner's, is taken back, and waits for a person at the shop.
import {
  type FollowedOptOut,
  letLateStand,
  letStand,
  listFollowed,
} from '#app/members/consent/followed-opt-outs.server.ts'
import { takeBackFollowed } from '#app/members/consent/take-back.server.ts'
import { lockPresent } from '#app/members/core/members.server.ts'
import { clock } from '#app/platform/clock.server.ts'
import { db, hitsDb, transaction } from '#app/platform/db/db.server.ts'
import { isDatabaseAway, isPassing } from '#app/platform/faults/db-fault.ts'
import { logFailure } from '#app/platform/faults/failures.server.ts'
import { counter } from '#app/platform/metrics.server.ts'
import { EVENT } from '../events.ts'
import { foldAllHits } from '../hits/fold.server.ts'
import { holdFold } from '../hits/fold-lock.server.ts'
import { NOTHING_KNOWN } from '../hits/judging.ts'
import { type FollowedAll, followedEveryLink, mayBeHeld, type ReceiptContext } from '../judge/suspects.ts'
import { findOpenMailings, findReceipts, receiptKey } from '../receipts.server.ts'
import { holdPeople, moveHits } from './move-hits.server.ts'
import { countAsMachine } from './restate-visit.server.ts'
import { findVisits, receiptOf, VISITOR } from './visits.server.ts'

/** Looked at together. */
const AT_ONCE = 1_000

const held = counter('glancito_opt_outs_held_total', 'Opt-outs by a link that were taken back as a mail scanner’s')

/** Looks at those whose time has come; returns how many. Of two workers at the same one the second finds nothing to do. */
export async function lookAtFollowed(): Promise<number> {
  await letLateStand()
  const due = await listFollowed(clock.now(), AT_ONCE)
  if (due.length === 0) return 0
  const found = await findMachines(due)
  await letStand(due.filter((optOut) => !found.has(optOut)))
  for (const [optOut, how] of found) await takeBackOrLetStand(optOut, how)
  return due.length
}

/** One that can not be taken back, for a fault of ours, keeps no other from it. */
async function takeBackOrLetStand(optOut: FollowedOptOut, how: FollowedAll): Promise<void> {
  try {
    await takeBack(optOut, how)
  } catch (error) {
    if (isDatabaseAway(error) || isPassing(error)) throw error
    logFailure(error, 'an opt-out by a link could not be taken back, and stands', { tenant: optOut.tenantId })
    await letStand([optOut])
  }
}

/** Those that followed everything, with how they did. */
async function findMachines(due: FollowedOptOut[]): Promise<Map<FollowedOptOut, FollowedAll>> {
  const receipts = due.map(receiptOf)
  const contexts = await findReceipts(db(), receipts, await findOpenMailings(db(), receipts))
  const contextOf = (optOut: FollowedOptOut): ReceiptContext =>
    contexts.get(receiptKey(receiptOf(optOut))) ?? NOTHING_KNOWN
  const suspected = due.filter((optOut) => mayBeHeld(hitOf(optOut), contextOf(optOut)))
  if (suspected.length === 0) return new Map()
  await foldAllHits()
  const found = new Map<FollowedOptOut, FollowedAll>()
  for (const own of Map.groupBy(suspected, ({ tenantId }) => tenantId).values()) {
    const visits = await findVisits(db(), own)
    for (const optOut of own) {
      const hits = visits.get(receiptKey(receiptOf(optOut))) ?? []
      const how = followedEveryLink(hits, hitOf(optOut), contextOf(optOut))
      if (how) found.set(optOut, how)
    }
  }
  return found
}

const hitOf = ({ followedAt, prefix }: FollowedOptOut) => ({ at: followedAt.getTime(), prefix, agent: VISITOR })

/** The consent and the event in one transaction; whatever stands in its way, the opt-out stands. */
async function takeBack(optOut: FollowedOptOut, how: FollowedAll): Promise<void> {
  const why = { ...how, sinceDeliveryMs: how.sinceDeliveryMs === null ? null : Math.round(how.sinceDeliveryMs) }
  const done = await transaction(async (sql) => {
    const receipt = receiptOf(optOut)
    // Before the member, for who counts hits waits for members.
    await holdFold(sql)
    // First of all rows, as whoever decides about a member does.
    await lockPresent(sql, optOut.tenantId, optOut.memberId)
    const counted = await holdPeople(sql, receipt)
    const outcome = counted === 'being noted' ? 'stands' : await takeBackFollowed(sql, optOut, why)
    if (outcome === 'stands') {
      await letStand([optOut], sql)
      return outcome
    }
    await countAsMachine(sql, optOut, counted)
    await moveHits(sql, receipt, { type: EVENT.unsubscribed, linkNo: 0, hits: optOut.times, to: 'machine', counted })
    return outcome
  }, hitsDb())
  if (done === 'taken-back') held()
}
