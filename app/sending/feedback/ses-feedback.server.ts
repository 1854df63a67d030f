// SES's feedback put into effect: who it is about, what is written down, once however often it arrives.
import { type NewBounce, recordBounces } from '#app/members/bounces/bounces.server.ts'
import { clock } from '#app/platform/clock.server.ts'
import { db, type Sql, transaction } from '#app/platform/db/db.server.ts'
import { pastMoment } from '#app/platform/text/moment.ts'
import { recordEvents } from '#app/tracking/events.server.ts'
import { EVENT, type EventName } from '#app/tracking/events.ts'
import { BOUNCE_CAUSE } from '#app/tracking/provider/bounce-cause.ts'
import { writerSlot } from '#app/tracking/slot.server.ts'
import { confirmDeliveries, type Delivery, noteBounceCauses } from '../confirm.server.ts'
import { findMatches, type Match } from './matches.server.ts'
import type { Notification } from './packed-notifications.ts'
import { type Feedback, readFeedback } from './ses-feedback.ts'

type Told = { notification: Notification; feedback: Feedback; at: Date; matches: Match[] }

/** What became of a notification: 'known' was acted on before, 'ignored' is nothing of ours. */
type Recorded = 'recorded' | 'known' | 'ignored'

/** Feedback is written beside results and hits, all day long: with a lane of its own it waits for neither. */
const LANE = 1

/**
 * Acts on verified notifications, and says of each what became of it. The receipts are written last and with the events, so
 * that whatever fails before is done again: the rest is harmless twice. No lock is held from one shop to the next until
 * then. Any event of a message proves that SES has it: whoever sends is told, by `confirm`.
 */
export async function recordFeedback(
  notifications: Notification[],
  confirm: (evidence: Delivery[]) => Promise<unknown> = confirmDeliveries,
): Promise<Recorded[]> {
  const fresh = await withoutKnown(notifications)
  const told = await tell(fresh)
  await confirm(told.flatMap(evidenceOf))
  await recordBounces(told.flatMap(bouncesOf))
  const news = await writeDown(told)
  const byId = new Map(told.map((each) => [each.notification.messageId, each]))
  return notifications.map((notification) => {
    const { messageId } = notification
    if (fresh.get(messageId) !== notification) return 'known'
    const matches = byId.get(messageId)?.matches
    if (matches && !news.has(messageId)) return 'known'
    return matches && matches.length > 0 ? 'recorded' : 'ignored'
  })
}

/** The first of each that has no receipt yet, by its id. */
async function withoutKnown(notifications: Notification[]): Promise<Map<string, Notification>> {
  const ids = notifications.map(({ messageId }) => messageId)
  const found = await db().query<{ id: string }>({
    name: 'find-receipts',
    text: 'SELECT message_id AS id FROM sns_receipts WHERE message_id = ANY ($1::uuid[])',
    values: [ids],
  })
  const known = new Set(found.rows.map(({ id }) => id))
  const fresh = new Map<string, Notification>()
  for (const each of notifications)
    if (!known.has(each.messageId) && !fresh.has(each.messageId)) fresh.set(each.messageId, each)
  return fresh
}

async function tell(fresh: Map<string, Notification>): Promise<Told[]> {
  const read = [...fresh.values()].flatMap((notification) => {
    const feedback = readFeedback(notification.message)
    return feedback ? [{ notification, feedback, at: timeOf(feedback, notification) }] : []
  })
  const matches = await findMatches(read.map(({ feedback }) => feedback))
  return read.map((each, index) => ({ ...each, matches: matches[index] ?? [] }))
}

const evidenceOf = ({ feedback, matches }: Told): Delivery[] =>
  matches.flatMap(({ recipient, isSettled }) => (isSettled ? [] : [{ ...recipient, messageId: feedback.messageId }]))

function bouncesOf({ notification, feedback, at, matches }: Told): NewBounce[] {
  return matches.flatMap(({ recipient, outcome }) => {
    if (!outcome?.bounce) return []
    const { tenantId, mailingId } = recipient
    const memberId = BigInt(recipient.memberId)
    const { messageId, sentTo } = feedback
    const { cause: _, ...bounce } = outcome.bounce
    const feedbackId = bounce.feedbackId ?? messageId ?? notification.messageId
    return [{ tenantId, mailingId, memberId, ...bounce, feedbackId, sentTo, address: outcome.address, at }]
  })
}

/** Receipts and events in one transaction; returns the ids of those that had no receipt. */
async function writeDown(told: Told[]): Promise<Set<string>> {
  if (told.length === 0) return new Set()
  const slot = await writerSlot(LANE)
  return transaction(async (sql) => {
    const news = await writeReceipts(sql, told)
    const matches = told.flatMap(({ notification, at, matches: own }) =>
      news.has(notification.messageId) ? own.map((match) => ({ ...match, at })) : [],
    )
    const causes = matches.flatMap(({ recipient, outcome }) =>
      outcome?.bounce?.cause ? [{ ...recipient, cause: BOUNCE_CAUSE[outcome.bounce.cause] }] : [],
    )
    await noteBounceCauses(sql, causes)
    const events = matches.flatMap((match) =>
      eventsOf(match).map((name) => ({ ...match.recipient, type: EVENT[name], at: match.at })),
    )
    await recordEvents(sql, events, slot)
    return news
  })
}

async function writeReceipts(sql: Sql, told: Told[]): Promise<Set<string>> {
  // In one order, so that two who have the same never wait for each other.
  const sorted = told
    .map(({ notification }) => notification)
    .toSorted((one, other) => (one.messageId < other.messageId ? -1 : 1))
  const written = await sql.query<{ id: string }>({
    name: 'write-receipts',
    text: `INSERT INTO sns_receipts (message_id, topic_arn, received_at)
      SELECT message_id, topic_arn, $3 FROM unnest($1::uuid[], $2::text[]) AS g(message_id, topic_arn)
      ON CONFLICT DO NOTHING RETURNING message_id AS id`,
    values: [sorted.map(({ messageId }) => messageId), sorted.map(({ topicArn }) => topicArn), clock.now()],
  })
  return new Set(written.rows.map(({ id }) => id))
}

const UNDELIVERED = new Set<EventName>(['bounced', 'suppressed', 'rejected'])

/** Who was not tracked is left out of what rates are a share of, unless they are already for not having got it. */
function eventsOf({ outcome, isUntracked }: Match): EventName[] {
  const events = outcome?.events ?? []
  return isUntracked && events.some((name) => UNDELIVERED.has(name)) ? [...events, 'untrackedUndelivered'] : events
}

const SES_BEGAN = Date.UTC(2011, 0)

/** When it happened; when SNS sent the message where SES does not say, or says what can not be. */
function timeOf({ at }: Feedback, { sentAt }: Notification): Date {
  return pastMoment(at, SES_BEGAN, sentAt) ?? sentAt
}
