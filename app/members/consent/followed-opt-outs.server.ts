// Opt-outs that only followed a link, for as long as Shopify is not told: who followed it and what it has changed, so that one
// which turns out to have been a mail scanner's can be taken back. Whatever else is decided of the member meanwhile ends that.
import { clock } from '#app/platform/clock.server.ts'
import { db, type Sql } from '#app/platform/db/db.server.ts'
import type { MarketingState } from '../core/consent.ts'
import type { MemberId, OptInLevel } from '../core/members.server.ts'
import type { AppendedChange, Channel } from '../ledger/ledger.server.ts'

/** Who follows a link, as the log of hits knows them: a part of the internet, and what their program calls itself. */
export type Visitor = { prefix: string; agent: string }

export type Followed = {
  by: Visitor
  /** When to look at it: what the visitor does meanwhile is known by then, and Shopify not told. */
  lookAt: Date
  /** The same visitor later than that may be another one behind the same address: then it is nobody's to take back. */
  sweepMs: number
}

type Key = { tenantId: number; memberId: MemberId }
/** Which e-mail it was; `mailedId` is the customer's number in its link, who may have been merged since. */
type Receipt = { mailingId: number; sendNo: number; mailedId: MemberId }

/** What an opt-out changes of a member, as it was. */
export type BeforeOptOut = {
  email: string | null
  emailState: MarketingState
  emailOptInLevel: OptInLevel | null
  emailConsentUpdatedAt: Date | null
  emailConsentExact: boolean
  emailUnsubscribedAt: Date | null
  phone: string | null
  smsState: MarketingState
  smsOptInLevel: OptInLevel | null
  smsConsentUpdatedAt: Date | null
  smsConsentExact: boolean
  pausedUntil: Date | null
}

export type Noted = {
  receipt: Receipt
  followed: Followed
  followedAt: Date
  /** As of when it counts. */
  optedOutAt: Date
  before: BeforeOptOut
  /** What it has put into the ledger; nothing where the member had opted out. */
  appended: AppendedChange[]
}

/**
 * Notes an opt-out that has just been written, in its transaction: a new one, or the same visitor who follows the same link
 * again. Any other is somebody else's decision, which stands.
 */
export async function noteFollowed(sql: Sql, member: Key, noted: Noted): Promise<void> {
  if (noted.appended.length === 0 && (await goesOn(sql, member, noted))) return
  await forgetFollowed(sql, member)
  if (noted.appended.length > 0) await begin(sql, member, noted)
}

async function goesOn(sql: Sql, { tenantId, memberId }: Key, noted: Noted): Promise<boolean> {
  const { receipt, followed, before, optedOutAt, followedAt } = noted
  const again = await sql.query(
    `UPDATE followed_opt_outs f SET times = f.times + 1, opted_out_at = $8, version = o.version
     FROM outbox o WHERE f.tenant_id = $1 AND f.member_id = $2 AND o.tenant_id = $1 AND o.member_id = $2
       AND f.mailing_id = $3 AND f.send_no = $4 AND f.mailed_id = $5 AND f.prefix = $6 AND f.user_agent = $7
       AND f.followed_at >= $9 AND f.version = o.version - 1 AND f.claims = o.claims
       AND (f.email_seq IS NULL OR (f.opted_out_at = $10 AND f.opted_out_at = $11)) AND (f.sms_seq IS NULL OR f.opted_out_at = $12)`,
    [
      tenantId,
      memberId,
      receipt.mailingId,
      receipt.sendNo,
      receipt.mailedId,
      followed.by.prefix,
      followed.by.agent,
      optedOutAt,
      new Date(followedAt.getTime() - followed.sweepMs),
      before.emailUnsubscribedAt,
      before.emailConsentUpdatedAt,
      before.smsConsentUpdatedAt,
    ],
  )
  return again.rowCount === 1
}

const BEGIN = `INSERT INTO followed_opt_outs (tenant_id, member_id, mailing_id, send_no, mailed_id, followed_at, prefix, user_agent,
    look_at, opted_out_at, email_seq, sms_seq, email, email_state, email_opt_in_level, email_consent_updated_at, email_consent_exact,
    email_unsubscribed_at, phone, sms_state, sms_opt_in_level, sms_consent_updated_at, sms_consent_exact, paused_until, version, claims)
  SELECT $1, $2, $3::int, $4::smallint, $5::bigint, $6::timestamptz, $7, $8, $9::timestamptz, $10::timestamptz, $11::int, $12::int,
    $13, $14::marketing_state, $15::opt_in_level, $16::timestamptz, $17::boolean, $18::timestamptz, $19, $20::marketing_state,
    $21::opt_in_level, $22::timestamptz, $23::boolean, $24::timestamptz, version, claims
  FROM outbox WHERE tenant_id = $1 AND member_id = $2`

async function begin(sql: Sql, { tenantId, memberId }: Key, noted: Noted): Promise<void> {
  const { receipt, followed, followedAt, optedOutAt, before, appended } = noted
  const seqOf = (channel: Channel) => appended.find((each) => each.channel === channel)?.seq ?? null
  await sql.query(BEGIN, [
    tenantId,
    memberId,
    receipt.mailingId,
    receipt.sendNo,
    receipt.mailedId,
    followedAt,
    followed.by.prefix,
    followed.by.agent,
    followed.lookAt,
    optedOutAt,
    seqOf('email'),
    seqOf('sms'),
    before.email,
    before.emailState,
    before.emailOptInLevel,
    before.emailConsentUpdatedAt,
    before.emailConsentExact,
    before.emailUnsubscribedAt,
    before.phone,
    before.smsState,
    before.smsOptInLevel,
    before.smsConsentUpdatedAt,
    before.smsConsentExact,
    before.pausedUntil,
  ])
}

/** Lets stand what a link has done: a person has decided. The caller has locked the member. */
export async function forgetFollowed(sql: Sql, { tenantId, memberId }: Key): Promise<void> {
  await sql.query('DELETE FROM followed_opt_outs WHERE tenant_id = $1 AND member_id = $2', [tenantId, memberId])
}

export type FollowedOptOut = {
  tenantId: number
  memberId: string
  mailingId: number
  sendNo: number
  mailedId: string
  followedAt: Date
  times: number
  prefix: string
  agent: string
  /** Which decision of the member's it was, with `followedAt`. */
  version: number
}

/** Those that are to be looked at by `now`, the oldest first. */
export async function listFollowed(now: Date, limit: number): Promise<FollowedOptOut[]> {
  const due = await db().query<FollowedOptOut>(
    `SELECT tenant_id AS "tenantId", member_id::text AS "memberId", mailing_id AS "mailingId", send_no AS "sendNo",
       mailed_id::text AS "mailedId", followed_at AS "followedAt", times, prefix, user_agent AS agent, version
     FROM followed_opt_outs WHERE look_at <= $1 ORDER BY look_at LIMIT $2`,
    [now, limit],
  )
  return due.rows
}

/** Lets these stand; one that was followed again since is looked at once more. */
export async function letStand(optOuts: FollowedOptOut[], sql: Sql = db()): Promise<void> {
  for (const [tenantId, own] of Map.groupBy(optOuts, (optOut) => optOut.tenantId))
    await sql.query(
      `DELETE FROM followed_opt_outs f USING unnest($2::bigint[], $3::int[]) AS g(member_id, version)
       WHERE f.tenant_id = $1 AND f.member_id = g.member_id AND f.version = g.version`,
      [tenantId, own.map(({ memberId }) => memberId), own.map(({ version }) => version)],
    )
}

/** Lets stand what nobody has looked at since `before`: Shopify has long been told. Returns how many. */
export async function letLateStand(before = new Date(clock.now().getTime() - LATE_MS)): Promise<number> {
  const late = await db().query(
    `DELETE FROM followed_opt_outs f USING (SELECT tenant_id, member_id FROM followed_opt_outs WHERE look_at < $1) AS g
     WHERE f.tenant_id = g.tenant_id AND f.member_id = g.member_id`,
    [before],
  )
  return late.rowCount ?? 0
}

const LATE_MS = 600_000
