// How fast we may send: one bucket of tokens for each SES account and region, shared by all workers, filled at nine tenths
// of what the account allows; a throttled answer slows it at once, quiet raises it again.
import { db } from '#app/platform/db/db.server.ts'
import { env } from '#app/platform/env.server.ts'
import { sendQuota } from '#app/platform/ses/ses.server.ts'

export type Grant = {
  tokens: number
  /** When none were granted: how long until there are some. */
  waitMs: number
}

const SHARE = 0.9
const SLOWER = 0.7
const RAISE = 0.05
const RAISE_MS = 10_000
const HOLD_MINUTES = 10

let raisedAt = -Infinity
let slowedAt = -Infinity

/**
 * Reads what the account allows and makes or raises the bucket, at most every ten seconds. Returns why the account may
 * not send at all, or null.
 */
export async function refreshRate(): Promise<string | null> {
  const now = performance.now()
  if (now - raisedAt < RAISE_MS) return null
  raisedAt = now
  // Who may send but not read the quota sends at the pace that every account has.
  const quota = await sendQuota().catch(() => ({ maxSendRate: 1, remaining: Infinity, sendingEnabled: true }))
  const rate = Math.max(quota.maxSendRate * SHARE, 0.5)
  await db().query(
    `INSERT INTO send_rate AS s (account, rate, tokens, at) VALUES ($1, $2, 1, clock_timestamp())
     ON CONFLICT (account) DO UPDATE SET rate = least($2, s.rate + $2 * ${RAISE})`,
    [env().AWS_REGION, rate],
  )
  if (quota.remaining <= 0) await holdAccount()
  return quota.sendingEnabled ? null : 'Amazon SES has switched off sending for this account.'
}

/**
 * Takes `want` tokens, or a quarter of a second's worth where that is more, so that a fast worker asks four times a second.
 * A few that are not worth a claim are left to gather; half a second's worth gathers at most.
 */
export async function takeTokens(want: number): Promise<Grant> {
  const taken = await db().query<{ tokens: number; waitMs: number }>(
    `WITH bucket AS (
       SELECT account, rate, hold_until,
         least(greatest(rate * 0.5, 1), tokens + rate * extract(epoch FROM clock_timestamp() - at)) AS filled,
         least($2::float8, greatest(1, rate * 0.05)) AS enough
       FROM send_rate WHERE account = $1 FOR UPDATE
     ), granted AS (
       SELECT *, CASE WHEN hold_until > clock_timestamp() OR filled < enough THEN 0
         ELSE floor(least(greatest($2::float8, rate * 0.25), filled)) END AS given
       FROM bucket
     )
     UPDATE send_rate s SET tokens = g.filled - g.given, at = clock_timestamp() FROM granted g WHERE s.account = g.account
     RETURNING g.given::int AS tokens, ceil(1000 * greatest(
       extract(epoch FROM g.hold_until - clock_timestamp()), (g.enough - g.filled) / g.rate, 0.001))::int AS "waitMs"`,
    [env().AWS_REGION, want],
  )
  return taken.rows[0] ?? { tokens: 0, waitMs: RAISE_MS }
}

/** Gives back tokens for which nobody was left to send to. */
export async function returnTokens(count: number): Promise<void> {
  await db().query('UPDATE send_rate SET tokens = tokens + $2 WHERE account = $1', [env().AWS_REGION, count])
}

/** SES found us too fast: slower by a third, at most once a second, for many answers tell of the same moment. */
export async function slowDown(): Promise<void> {
  if (performance.now() - slowedAt < 1000) return
  slowedAt = performance.now()
  await db().query(
    `UPDATE send_rate SET rate = greatest(rate * ${SLOWER}, 0.5), tokens = least(tokens, 0) WHERE account = $1`,
    [env().AWS_REGION],
  )
}

/** The quota of 24 hours is used up: nobody sends until some of it may be free. */
export async function holdAccount(): Promise<void> {
  await db().query(
    `UPDATE send_rate SET hold_until = clock_timestamp() + interval '${HOLD_MINUTES} minutes' WHERE account = $1`,
    [env().AWS_REGION],
  )
}

/**
 * Forgets when the account was read last, for a process that starts over.
 * @internal Between tests.
 */
export function resetRate(): void {
  raisedAt = -Infinity
  slowedAt = -Infinity
}
