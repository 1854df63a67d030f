import { clock } from '#app/platform/clock.server.ts'
import { db, transaction } from '#app/platform/db/db.server.ts'
import { aCustomer, aTenant } from '#tests/factories.ts'
import { setLinkKeys } from '#app/platform/link-keys.server.ts'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { saveCustomers } from '../intake/apply.server.ts'
import { eraseMember } from '../intake/erase.server.ts'
import { faultPlace } from './ledger-faults.ts'
import { payloadOf } from './ledger.server.ts'
import { sealLedger } from './ledger-seal.server.ts'
import { findLedgerCheck, verifyLedger, verifyLedgers } from './ledger-verify.server.ts'
import { unsubscribe } from '../consent/unsubscribe.server.ts'

beforeEach(async () => {
  await db().query('DELETE FROM tenants')
})

const day = (number: number, hour = 12) => new Date(Date.UTC(2026, 0, number, hour))
const A = '706405506930370001'
const B = '706405506930370002'

const customer = (memberId: string, at: Date) =>
  aCustomer(memberId, {
    email: { state: 'SUBSCRIBED', optInLevel: 'SINGLE_OPT_IN', at, exact: true },
    sms: { state: 'SUBSCRIBED', optInLevel: null, at, exact: true },
    at,
  })

/** Two members who subscribed on day 2; A unsubscribed on day 3, which makes four entries of A. */
async function aHistory(): Promise<number> {
  const tenantId = await aTenant()
  clock.set(() => day(2))
  await saveCustomers(tenantId, 'import', [customer(A, day(1)), customer(B, day(1))])
  clock.set(() => day(3))
  await unsubscribe({ tenantId, memberId: A, mailingId: 7, source: 'one-click', at: day(3) })
  return tenantId
}

/** Somebody who may do anything in the database, but knows no key. */
const tamper = (...statements: string[]) =>
  transaction(async (sql) => {
    await sql.query("SET LOCAL session_replication_role = 'replica'")
    for (const statement of statements) await sql.query(statement)
  })

const found = async (tenantId: number) => {
  const { faults, faultCount } = await verifyLedger(tenantId)
  expect(faultCount).toBe(faults.length)
  return faults.map((fault) => `${faultPlace(fault).replace(`shop ${tenantId}, `, '')}: ${fault.problem}`)
}

test('a ledger as the app writes it holds, sealed or not', async () => {
  const tenantId = await aHistory()
  expect(await verifyLedger(tenantId)).toMatchObject({ entries: 6, members: 2, faults: [], sealedUntil: null })
  clock.set(() => day(4, 1))
  expect((await sealLedger()).map((seal) => [seal.day, seal.changes])).toEqual([
    ['2026-01-02', 4],
    ['2026-01-03', 2],
  ])
  expect(await verifyLedger(tenantId)).toMatchObject({ entries: 6, faults: [], sealedUntil: '2026-01-03' })
})

test('nothing in the app can rewrite or remove an entry, but a shop that leaves takes its ledger along', async () => {
  const tenantId = await aHistory()
  const of = `WHERE tenant_id = ${tenantId}`
  // Tables on several machines refuse as well, before they come to what the rule says.
  const refusal = /append-only|missing FROM-clause entry for table "consent_ledger"/
  await expect(db().query(`UPDATE consent_ledger SET reference = 'x' ${of}`)).rejects.toThrow(refusal)
  await expect(db().query(`DELETE FROM consent_ledger ${of}`)).rejects.toThrow(refusal)
  await db().query(`DELETE FROM tenants ${of}`)
  expect((await verifyLedger(tenantId)).entries).toBe(0)
})

const REHASH = `UPDATE consent_ledger l SET hash = c.hash FROM (SELECT tenant_id, member_id, seq,
    consent_chain('', ${payloadOf('l')}) OVER (PARTITION BY tenant_id, member_id ORDER BY seq) AS hash FROM consent_ledger l) c
  WHERE (l.tenant_id, l.member_id, l.seq) = (c.tenant_id, c.member_id, c.seq)`
/** The hash of one entry, as it follows from the one before it. */
const relink = (memberId: string, seq: number) => `WITH linked AS MATERIALIZED (
    SELECT l.tenant_id, l.member_id, l.seq, consent_link(NULL, b.hash, ${payloadOf('l')}) AS hash
    FROM consent_ledger l JOIN consent_ledger b USING (tenant_id, member_id)
    WHERE l.member_id = ${memberId} AND l.seq = ${seq} AND b.seq = l.seq - 1)
  UPDATE consent_ledger l SET hash = linked.hash FROM linked
  WHERE (l.tenant_id, l.member_id, l.seq) = (linked.tenant_id, linked.member_id, linked.seq)`
const REHEAD = `UPDATE consent_heads h SET hash = l.hash FROM consent_ledger l
  WHERE (l.tenant_id, l.member_id, l.seq) = (h.tenant_id, h.member_id, h.seq)`
const REDIGEST = `UPDATE ledger_seals s SET (changes, digest) = (SELECT count(*), consent_digest(hash ORDER BY member_id, seq)
  FROM consent_ledger l WHERE l.tenant_id = s.tenant_id AND (l.recorded_at AT TIME ZONE 'UTC')::date = s.day)`

const cases: [string, string[], string[]][] = [
  [
    'alters an entry',
    [`UPDATE consent_ledger SET mailing_id = 8 WHERE member_id = ${A} AND seq = 3`],
    [`member ${A}, entry 3: altered`],
  ],
  [
    'alters an entry and its hash',
    [`UPDATE consent_ledger l SET mailing_id = 8 WHERE member_id = ${A} AND seq = 3`, relink(A, 3)],
    [`member ${A}, entry 4: altered`],
  ],
  [
    'alters an entry and every hash of the chain',
    [`UPDATE consent_ledger SET mailing_id = 8 WHERE member_id = ${A} AND seq = 3`, REHASH],
    [`member ${A}, entry 4: head`],
  ],
  [
    'removes the first entry',
    [`DELETE FROM consent_ledger WHERE member_id = ${A} AND seq = 1`],
    [`member ${A}, entry 2: missing`],
  ],
  [
    'removes an entry in the middle',
    [`DELETE FROM consent_ledger WHERE member_id = ${A} AND seq = 2`],
    [`member ${A}, entry 3: missing`],
  ],
  [
    'removes the newest entries',
    [`DELETE FROM consent_ledger WHERE member_id = ${A} AND seq > 2`],
    [`member ${A}, entry 4: cut-off`, `member ${A}: state`],
  ],
  [
    "removes a member's whole chain",
    [`DELETE FROM consent_ledger WHERE member_id = ${B}`],
    [`member ${B}, entry 2: cut-off`, `member ${B}: state`],
  ],
  [
    'removes a whole chain with its head',
    [`DELETE FROM consent_ledger WHERE member_id = ${B}`, `DELETE FROM consent_heads WHERE member_id = ${B}`],
    [`member ${B}: state`],
  ],
  [
    'swaps two entries',
    [
      `UPDATE consent_ledger SET seq = 9 WHERE member_id = ${A} AND seq = 1`,
      `UPDATE consent_ledger SET seq = 1 WHERE member_id = ${A} AND seq = 2`,
      `UPDATE consent_ledger SET seq = 2 WHERE member_id = ${A} AND seq = 9`,
    ],
    [`member ${A}, entry 1: altered`, `member ${A}, entry 2: altered`, `member ${A}, entry 3: altered`],
  ],
  [
    'writes an entry by hand',
    [
      `INSERT INTO consent_ledger (tenant_id, member_id, seq, channel, source, new_state, recorded_at, actor, hash)
       SELECT tenant_id, member_id, 3, 'email', 'admin', 'PENDING', recorded_at, 'staff', sha256('x')
       FROM consent_ledger WHERE member_id = ${B} AND seq = 1`,
      relink(B, 3),
    ],
    [`member ${B}, entry 3: added`, `member ${B}: state`],
  ],
  [
    'subscribes a member again behind the ledger',
    [`UPDATE members SET email_unsubscribed = false, email_state = 'SUBSCRIBED' WHERE member_id = ${A}`],
    [`member ${A}: state`],
  ],
]

const sealed: [string, string[], string[]][] = [
  [
    'rewrites a chain with its head',
    [`UPDATE consent_ledger SET mailing_id = 8 WHERE member_id = ${A} AND seq = 3`, REHASH, REHEAD],
    ['day 2026-01-03: unlike-seal'],
  ],
  [
    'rewrites a chain, its head and the seal',
    [`UPDATE consent_ledger SET mailing_id = 8 WHERE member_id = ${A} AND seq = 3`, REHASH, REHEAD, REDIGEST],
    ['day 2026-01-03: forged-seal'],
  ],
  [
    'removes a member with all traces',
    ['consent_ledger', 'consent_heads', 'members'].map((table) => `DELETE FROM ${table} WHERE member_id = ${B}`),
    ['day 2026-01-02: unlike-seal'],
  ],
  [
    'removes a day with its seal',
    [`DELETE FROM ledger_seals WHERE day = '2026-01-02'`],
    ['day 2026-01-03: forged-seal', 'day 2026-01-02: unsealed'],
  ],
  [
    'dates an entry back into a quiet day',
    [
      `UPDATE consent_ledger SET recorded_at = '2026-01-01 12:00Z' WHERE member_id = ${A}`,
      `DELETE FROM ledger_seals WHERE day = '2026-01-02'`,
      REHASH,
      REHEAD,
      REDIGEST,
    ],
    [
      'day 2026-01-03: unlike-seal',
      'day 2026-01-03: forged-seal',
      'day 2026-01-01: unsealed',
      'day 2026-01-02: unsealed',
    ],
  ],
]

describe('somebody with write access to the database is found out who', () => {
  let tenantId = 0
  beforeEach(async () => {
    tenantId = await aHistory()
  })

  test.each(cases)('%s', async (_name, statements, faults) => {
    await tamper(...statements)
    expect((await found(tenantId)).toSorted()).toEqual(faults.toSorted())
  })

  test.each(sealed)('%s after the days were sealed', async (_name, statements, faults) => {
    clock.set(() => day(4, 1))
    await sealLedger()
    await tamper(...statements)
    expect(await found(tenantId)).toEqual(faults)
  })
})

test('a day is sealed once it is over, behind the seals before it', async () => {
  const tenantId = await aHistory()
  const sealedDays = async () => (await sealLedger()).map((seal) => seal.day)
  expect(await sealedDays()).toEqual(['2026-01-02'])
  expect(await sealedDays()).toEqual([])
  clock.set(() => day(9))
  expect(await sealedDays()).toEqual(['2026-01-03'])
  expect(await found(tenantId)).toEqual([])
})

test('a day is not sealed while a transaction from before its end may still write into it', async () => {
  await aHistory()
  clock.set(() => new Date(Date.now() + 86_400_000))
  await transaction(async (sql) => {
    await sql.query('SELECT pg_current_xact_id()')
    await expect(sealLedger()).rejects.toThrow('still open')
  })
  expect((await sealLedger()).length).toBeGreaterThan(0)
})

test('an erased member keeps an unbroken chain, also when the customer comes back', async () => {
  const tenantId = await aHistory()
  await eraseMember(tenantId, B)
  expect(await found(tenantId)).toEqual([])
  const never = { state: 'NOT_SUBSCRIBED' as const, optInLevel: null, at: day(5), exact: false }
  await saveCustomers(tenantId, 'import', [{ ...customer(B, day(5)), email: never, sms: never }])
  expect(await found(tenantId)).toEqual([])
})

test('the check of all shops is kept for each shop', async () => {
  const tenantId = await aHistory()
  clock.set(() => day(4, 3))
  for await (const _ of verifyLedgers());
  expect(await findLedgerCheck(tenantId)).toEqual({
    checkedAt: day(4, 3),
    entries: 6,
    members: 2,
    faults: 0,
    sealedUntil: null,
  })
  await tamper(
    `UPDATE consent_ledger SET mailing_id = 8 WHERE tenant_id = ${tenantId} AND member_id = ${A} AND seq = 3`,
  )
  for await (const _ of verifyLedgers());
  expect(await findLedgerCheck(tenantId)).toMatchObject({ faults: 1 })
})

describe('when the link key was changed since', () => {
  const [FIRST, SECOND, THIRD] = [2, 3, 4].map((byte) => Buffer.alloc(32, byte).toString('base64')) as [
    string,
    string,
    string,
  ]
  afterEach(() => setLinkKeys(null))

  /** Days 2, 3 and 4, each sealed with the key of its time. */
  async function sealedWithThree(): Promise<number> {
    const tenantId = await aTenant()
    for (const [keys, number] of [
      [[FIRST], 2],
      [[SECOND, FIRST], 3],
      [[THIRD, SECOND, FIRST], 4],
    ] as const) {
      setLinkKeys([...keys])
      clock.set(() => day(number))
      await saveCustomers(tenantId, 'import', [customer(String(9000 + number), day(number))])
      clock.set(() => day(number + 1, 1))
      await sealLedger()
    }
    return tenantId
  }

  test('each seal is checked by the key that it names, and one of before by any', async () => {
    const tenantId = await sealedWithThree()
    expect(await found(tenantId)).toEqual([])
    const numbers = await db().query('SELECT DISTINCT key_number FROM ledger_seals')
    expect(numbers.rowCount).toBe(3)
    await tamper('UPDATE ledger_seals SET key_number = NULL')
    expect(await found(tenantId)).toEqual([])
  })

  test('a seal whose key is not kept, or which names another, is not taken for genuine', async () => {
    const tenantId = await sealedWithThree()
    setLinkKeys([THIRD, FIRST])
    expect(await found(tenantId)).toEqual(['day 2026-01-03: forged-seal'])
    setLinkKeys([THIRD, SECOND, FIRST])
    const another = await db().query(
      "SELECT key_number FROM ledger_seals WHERE tenant_id = $1 AND day = '2026-01-03'",
      [tenantId],
    )
    await tamper(`UPDATE ledger_seals SET key_number = ${Number(another.rows[0]?.key_number)}`)
    expect(await found(tenantId)).toEqual(['day 2026-01-02: forged-seal', 'day 2026-01-04: forged-seal'])
  })
})
