// What can happen to one e-mail for one member, as rows of mail_events, and what those rows count as.
import { CLIENT, type Client, DEVICE, type Device, VERDICT, type Verdict } from './judge/codes.ts'

export { CLIENT, DEVICE, VERDICT, type Verdict } from './judge/codes.ts'

/** Codes of `mail_events.type`: stored, so never renumbered. */
export const EVENT = {
  sent: 1,
  delivered: 2,
  /** A hard or a soft bounce; which, says a second event beside it. */
  bounced: 3,
  hardBounced: 4,
  opened: 5,
  clicked: 6,
  unsubscribed: 7,
  complained: 8,
  failed: 9,
  softBounced: 10,
  /** Took the unsubscribe back on its confirmation page. */
  resubscribed: 11,
  /** The mail system could not deliver yet and goes on trying. */
  delayed: 12,
  /** Accepted by the mail system and not tried: the address is on its suppression list. */
  suppressed: 13,
  /** Accepted by the mail system and then refused by itself: a virus, or a template that did not render. */
  rejected: 14,
  /** A person answered the e-mail; of each answer a hit. */
  replied: 15,
  /** Handed over without tracking, for the member had chosen so; beside `sent`. */
  untracked: 16,
  /** Of those, whose e-mail did not arrive; beside a bounce, `suppressed` or `rejected`. */
  untrackedUndelivered: 17,
} as const

export type EventName = keyof typeof EVENT
type EventCode = (typeof EVENT)[EventName]

export const EVENT_NAMES = Object.keys(EVENT) as EventName[]

export const EVENT_LABELS: Record<EventName, string> = {
  sent: 'Sent',
  delivered: 'Delivered',
  bounced: 'Bounced',
  hardBounced: 'Hard bounced',
  opened: 'Opened',
  clicked: 'Clicked',
  unsubscribed: 'Unsubscribed',
  complained: 'Complained',
  failed: 'Failed',
  softBounced: 'Soft bounced',
  resubscribed: 'Resubscribed',
  delayed: 'Delayed',
  suppressed: 'Not tried',
  rejected: 'Rejected',
  replied: 'Replied',
  untracked: 'Untracked by choice',
  untrackedUndelivered: 'Untracked by choice, not delivered',
}

export type MailEvent = {
  tenantId: number
  mailingId: number
  /** Which of the member's receipts of the mailing; 0 is the first. */
  sendNo: number
  memberId: bigint | string
  type: EventCode
  at: Date
  /** The link that was clicked; the click of the e-mail as a whole is added by itself. */
  linkNo?: number
  verdict?: Verdict
  device?: Device
  client?: Client
}

/** One row of mail_events as a batch adds to it. */
export type EventRow = {
  tenantId: number
  mailingId: number
  type: number
  linkNo: number
  sendNo: number
  memberId: string
  /** Milliseconds. */
  at: number
  hits: number
  machineHits: number
  /** Those of `hits` that show that somebody looked. */
  seenHits: number
  verdict: number
  device: number
  client: number
}

/** Rows by key: one statement must not touch a row twice. */
export type EventRows = Map<string, EventRow>

/** An event in the codes that are stored, its time in milliseconds. */
export type CodedEvent = Omit<EventRow, 'hits' | 'machineHits' | 'seenHits'>

/** Adds an event to a batch; a click counts for its link and for the e-mail. */
export function addEvent(rows: EventRows, event: MailEvent): void {
  addCoded(rows, {
    ...event,
    memberId: String(event.memberId),
    at: event.at.getTime(),
    linkNo: event.linkNo ?? 0,
    verdict: VERDICT[event.verdict ?? 'none'],
    device: DEVICE[event.device ?? 'unknown'],
    client: CLIENT[event.client ?? 'unknown'],
  })
}

/** As `addEvent`. */
export function addCoded(rows: EventRows, event: CodedEvent): void {
  if (event.linkNo > 0) addRow(rows, event, event.linkNo)
  addRow(rows, event, 0)
}

function addRow(rows: EventRows, event: CodedEvent, linkNo: number): void {
  const { tenantId, mailingId, type, sendNo, memberId, at, verdict, device, client } = event
  const key = `${tenantId} ${mailingId} ${type} ${linkNo} ${sendNo} ${memberId}`
  const machineHits = verdict === VERDICT.machine ? 1 : 0
  const hits = 1 - machineHits
  const seenHits = isApplePrivacyProxy(verdict, client) ? 0 : hits
  const row = rows.get(key)
  if (!row) {
    const counts = { hits, machineHits, seenHits }
    rows.set(key, { tenantId, mailingId, type, linkNo, sendNo, memberId, at, ...counts, verdict, device, client })
    return
  }
  // The row's time is that of the first hit of a person, or of the first hit while there is none.
  if (row.hits === 0 && hits > 0) row.at = at
  if (verdict < row.verdict) Object.assign(row, { verdict, device, client })
  row.hits += hits
  row.machineHits += machineHits
  row.seenHits += seenHits
}

/** It loads images whether or not anybody looks; Gmail's and Yahoo's proxies fetch when somebody does. */
const isApplePrivacyProxy = (verdict: number, client: number) =>
  verdict === VERDICT.proxy && client === CLIENT.appleMail
