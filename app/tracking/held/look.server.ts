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
import { db, transaction } from '#app/platform/db/db.server.ts'
import { counter } from '#app/platform/metrics.server.ts'
import { foldAllHits } from '../hits/fold.server.ts'
import { NOTHING_KNOWN } from '../hits/judging.ts'
import { type FollowedAll, followedEveryLink, mayBeHeld, type ReceiptContext } from '../judge/suspects.ts'
import { findOpenMailings, findReceipts, receiptKey } from '../receipts.server.ts'
import { holdPeople, moveOptOuts } from './restate-opt-out.server.ts'
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
  for (const [optOut, how] of found) await takeBack(optOut, how)
  return due.length
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
    // First, as whoever decides about a member does.
    await lockPresent(sql, optOut.tenantId, optOut.memberId)
    const counted = await holdPeople(sql, receipt)
    const outcome = counted === 'being noted' ? 'stands' : await takeBackFollowed(sql, optOut, why)
    if (outcome === 'stands') await letStand([optOut], sql)
    else await moveOptOuts(sql, receipt, { times: optOut.times, to: 'machine', counted })
    return outcome
  })
  if (done === 'taken-back') held()
}
