// The proof of the ledger: walks every chain, folds every member's entries and compares the seals. In one snapshot, so
// that it can run while people work.
import { clock } from '#app/platform/clock.server.ts'
import { db, transaction, type Sql } from '#app/platform/db/db.server.ts'
import type { LedgerFault } from './ledger-faults.ts'
import { payloadOf } from './ledger.server.ts'
import { DAY, DAY_DIGEST, type DayDigest, isGenuine, type Seal } from './ledger-seal.server.ts'

export type Verification = {
  tenantId: number
  entries: number
  members: number
  /** The newest sealed day (UTC) of the shop. */
  sealedUntil: string | null
  /** How much is wrong; `faults` lists the first ones of each kind of question. */
  faultCount: number
  faults: LedgerFault[]
}

/** As many faults as a question lists; it counts them all. */
const LISTED = 1000

type Found = { memberId: bigint; seq: number | null; problem: LedgerFault['problem']; total: number }

const listed = (faults: string) =>
  `SELECT member_id AS "memberId", seq, problem, count(*) OVER ()::int AS total FROM (${faults}) AS f
   WHERE problem IS NOT NULL ORDER BY member_id, seq LIMIT ${LISTED}`

/** Each row against the hash of itself and the row before it, and against the end of its chain. */
const CHAINS = listed(`
  SELECT member_id, seq, CASE WHEN seq <> seq_before + 1 THEN 'missing' WHEN hash <> expected THEN 'altered'
    WHEN head_seq IS NULL OR seq > head_seq THEN 'added' WHEN seq = head_seq AND hash <> head_hash THEN 'head' END AS problem
  FROM (
    SELECT l.member_id, l.seq, l.hash, lag(l.seq, 1, 0) OVER w AS seq_before, h.seq AS head_seq, h.hash AS head_hash,
      consent_link(NULL, lag(l.hash, 1, '') OVER w, ${payloadOf('l')}) AS expected
    FROM consent_ledger l LEFT JOIN consent_heads h USING (tenant_id, member_id)
    WHERE l.tenant_id = $1 WINDOW w AS (PARTITION BY l.member_id ORDER BY l.seq)
  ) AS walked`)

const ENDS = listed(`
  SELECT member_id, seq, 'cut-off' AS problem FROM consent_heads h WHERE tenant_id = $1 AND NOT EXISTS (
    SELECT FROM consent_ledger l WHERE l.tenant_id = $1 AND l.member_id = h.member_id AND l.seq = h.seq)`)

const fold = (channel: 'email' | 'sms') => `LEFT JOIN (
    SELECT DISTINCT ON (member_id) member_id, new_state, opt_in_level FROM consent_ledger
    WHERE tenant_id = $1 AND channel = '${channel}' ORDER BY member_id, seq DESC
  ) AS ${channel} ON ${channel}.member_id = m.member_id`

const differs = (channel: 'email' | 'sms', state: string) =>
  `(coalesce(${channel}.new_state, 'NOT_SUBSCRIBED') <> ${state}
    OR (${state} = 'SUBSCRIBED' AND ${channel}.opt_in_level IS DISTINCT FROM m.${channel}_opt_in_level))`

/** Each member against the last entry of each channel; without one, nobody ever subscribed. */
const STATES = listed(`
  SELECT m.member_id, NULL::int AS seq, CASE WHEN
    ${differs('email', "CASE WHEN m.email_unsubscribed THEN 'UNSUBSCRIBED' ELSE m.email_state END")}
    OR ${differs('sms', 'm.sms_state')} THEN 'state' END AS problem
  FROM members m ${fold('email')} ${fold('sms')} WHERE m.tenant_id = $1`)

/** Checks the whole ledger of a shop. Nothing is written. */
export async function verifyLedger(tenantId: number): Promise<Verification> {
  return transaction(async (sql) => {
    await sql.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY')
    const found: Found[][] = []
    for (const question of [CHAINS, ENDS, STATES]) found.push((await sql.query<Found>(question, [tenantId])).rows)
    const { sealedUntil, faults } = await checkSeals(sql, tenantId)
    const size = await sql.query<{ entries: number; members: number }>(
      `SELECT (SELECT count(*)::int FROM consent_ledger WHERE tenant_id = $1) AS entries,
         (SELECT count(*)::int FROM consent_heads WHERE tenant_id = $1) AS members`,
      [tenantId],
    )
    return {
      tenantId,
      entries: size.rows[0]?.entries ?? 0,
      members: size.rows[0]?.members ?? 0,
      sealedUntil,
      faultCount: faults.length + found.reduce((sum, [first]) => sum + (first?.total ?? 0), 0),
      faults: [
        ...found.flat().map(({ memberId, seq, problem }): LedgerFault => ({
          tenantId,
          problem,
          memberId: String(memberId),
          seq,
          day: null,
        })),
        ...faults,
      ],
    }
  })
}

async function checkSeals(sql: Sql, tenantId: number) {
  const seals = await sql.query<Seal>(
    `SELECT tenant_id AS "tenantId", day::text, changes, digest, sealed_at AS "sealedAt", key_number AS "keyNumber",
       signature FROM ledger_seals
     WHERE tenant_id = $1 ORDER BY day`,
    [tenantId],
  )
  const days = await sql.query<DayDigest>(
    `SELECT ${DAY}::text AS day, ${DAY_DIGEST} FROM consent_ledger
     WHERE tenant_id = $1 AND ${DAY} <= (SELECT max(day) FROM ledger_seals) GROUP BY ${DAY} ORDER BY ${DAY}`,
    [tenantId],
  )
  const faults: LedgerFault[] = []
  const fault = (problem: LedgerFault['problem'], day: string) =>
    faults.push({ tenantId, problem, memberId: null, seq: null, day })
  const present = new Map(days.rows.map((digest) => [digest.day, digest]))
  let before: Buffer | null = null
  for (const seal of seals.rows) {
    const { day, changes, digest, signature } = seal
    const now = present.get(day)
    if (now?.changes !== changes || !now.digest.equals(digest)) fault('unlike-seal', day)
    if (!isGenuine(seal, before)) fault('forged-seal', day)
    present.delete(day)
    before = signature
  }
  for (const day of present.keys()) fault('unsealed', day)
  return { sealedUntil: seals.rows.at(-1)?.day ?? null, faults }
}

/** Checks every shop's ledger, one after the other, and keeps what came of each for `findLedgerCheck`. */
export async function* verifyLedgers(): AsyncGenerator<Verification> {
  const tenants = await db().query<{ tenantId: number }>(
    'SELECT tenant_id AS "tenantId" FROM tenants ORDER BY tenant_id',
  )
  for (const { tenantId } of tenants.rows) {
    const checkedAt = clock.now()
    const verification = await verifyLedger(tenantId)
    const { entries, members, faultCount, sealedUntil } = verification
    // A shop that left meanwhile has nothing left to tell of.
    await db().query(
      `INSERT INTO ledger_checks (tenant_id, checked_at, entries, members, faults, sealed_until)
       SELECT tenant_id, $2, $3, $4, $5, $6 FROM tenants WHERE tenant_id = $1
       ON CONFLICT (tenant_id) DO UPDATE SET checked_at = excluded.checked_at, entries = excluded.entries,
         members = excluded.members, faults = excluded.faults, sealed_until = excluded.sealed_until`,
      [tenantId, checkedAt, entries, members, faultCount, sealedUntil],
    )
    yield verification
  }
}

export type LedgerCheck = {
  checkedAt: Date
  entries: number
  members: number
  faults: number
  sealedUntil: string | null
}

/** What the last check of the shop's ledger found; null before the first. */
export async function findLedgerCheck(tenantId: number): Promise<LedgerCheck | null> {
  const found = await db().query<LedgerCheck>(
    `SELECT checked_at AS "checkedAt", entries, members, faults, sealed_until::text AS "sealedUntil"
     FROM ledger_checks WHERE tenant_id = $1`,
    [tenantId],
  )
  return found.rows[0] ?? null
}
