// What we owe Shopify: one live row a member, written in the transaction that changes the consent. write-back.server.ts
// works it off.
import { clock } from '#app/platform/clock.server.ts'
import { db, type Sql } from '#app/platform/db.server.ts'
import type { MemberId } from './members.server.ts'
import type { OwedState } from './owed.ts'

export type Owed = {
  tenantId: number
  memberId: MemberId
  emailState: OwedState | null
  smsState: OwedState | null
  /** When the person decided. */
  consentedAt: Date
  /** For a SUBSCRIBED: the time of the unsubscribe that it takes back. */
  undoesAt?: Date
}

/**
 * Owes Shopify a change of consent and wakes the worker once the transaction commits. A decision replaces an older one
 * that still waits; an older SUBSCRIBED never replaces an UNSUBSCRIBED.
 */
export async function oweConsent(sql: Sql, owed: Owed): Promise<void> {
  await sql.query(
    `INSERT INTO outbox (tenant_id, member_id, email_state, sms_state, consented_at, undoes_at, not_before, created_at)
     VALUES ($1, $2, $3, $4, $5, $6, now(), $7)
     ON CONFLICT (tenant_id, member_id) DO UPDATE SET
       email_state = coalesce(excluded.email_state, CASE WHEN outbox.state = 'waiting' THEN outbox.email_state END),
       sms_state = coalesce(excluded.sms_state, CASE WHEN outbox.state = 'waiting' THEN outbox.sms_state END),
       consented_at = excluded.consented_at, undoes_at = excluded.undoes_at, state = 'waiting', attempts = 0,
       not_before = excluded.not_before, error = NULL, created_at = excluded.created_at, confirmed_at = NULL
     WHERE excluded.consented_at >= outbox.consented_at OR 'SUBSCRIBED' NOT IN (coalesce(excluded.email_state,
       'UNSUBSCRIBED'), coalesce(excluded.sms_state, 'UNSUBSCRIBED'))`,
    [
      owed.tenantId,
      owed.memberId,
      owed.emailState,
      owed.smsState,
      owed.consentedAt,
      owed.undoesAt ?? null,
      clock.now(),
    ],
  )
  await sql.query("SELECT pg_notify('outbox', '')")
}

export type WriteBack = {
  state: 'waiting' | 'confirmed' | 'refused'
  emailState: OwedState | null
  smsState: OwedState | null
  attempts: number
  /** What Shopify said, or why it could not be asked. */
  error: string | null
  createdAt: Date
  confirmedAt: Date | null
}

/** How far the last write-back of a member has come; null when none was ever owed. */
export async function findWriteBack(tenantId: number, memberId: MemberId): Promise<WriteBack | null> {
  const found = await db().query<WriteBack>(
    `SELECT state, email_state AS "emailState", sms_state AS "smsState", attempts::int, error,
       created_at AS "createdAt", confirmed_at AS "confirmedAt"
     FROM outbox WHERE tenant_id = $1 AND member_id = $2`,
    [tenantId, memberId],
  )
  return found.rows[0] ?? null
}
