// Everything that changes members, done at the same moment by several workers on few people, addresses and times: nothing
// fails or waits for ever, and the ledger follows the members without a gap.
import { db, transaction } from '#app/platform/db/db.server.ts'
import { aCustomer, aTenant } from '#tests/factories.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { saveCustomers } from '../intake/apply.server.ts'
import { type BounceKind, clearBounce, recordBounce } from '../bounces/bounces.server.ts'
import { MARKETING_STATES } from '../core/consent.ts'
import type { Consent, CustomerChange } from '../core/customer.ts'
import { eraseMember } from '../intake/erase.server.ts'
import { verifyLedger } from '../ledger/ledger-verify.server.ts'
import { mergeMembers } from '../intake/merge.server.ts'
import { listFollowed } from './followed-opt-outs.server.ts'
import { takeBackFollowed } from './take-back.server.ts'
import { resubscribe, unsubscribe } from './unsubscribe.server.ts'

const AT_ONCE = 9

const memberId = fc.constantFrom('11', '12', '13', '14')
const at = fc.integer({ min: 0, max: 11 }).map((minute) => new Date(Date.UTC(2026, 0, 1, 0, minute)))
const mailingId = fc.constantFrom(1, 2)
const consent = fc.record<Consent>({
  state: fc.constantFrom(...MARKETING_STATES),
  optInLevel: fc.constantFrom(null, 'SINGLE_OPT_IN', 'CONFIRMED_OPT_IN'),
  at,
  exact: fc.boolean(),
})
const whole = fc
  .record({
    customer: fc.tuple(memberId, fc.record({ at, email: consent, sms: consent })),
    email: fc.constantFrom(null, 'a@example.com', 'B@example.com', 'b@example.com', 'c@example.com'),
    phone: fc.constantFrom(null, '+15550100', '+15550101'),
  })
  .map(({ customer: [id, said], email, phone }): CustomerChange => {
    const customer = aCustomer(id, said)
    return { ...customer, profile: customer.profile && { ...customer.profile, email, phone } }
  })
const part = fc.record<CustomerChange>({
  memberId,
  profile: fc.constant(null),
  email: fc.option(consent),
  sms: fc.option(consent),
  reference: fc.constant('message'),
})

type Act = (tenantId: number) => Promise<unknown>

const read = fc.array(whole, { minLength: 1, maxLength: 2 }).map(
  (customers): Act =>
    (tenantId) =>
      saveCustomers(tenantId, 'shopify-read', customers),
)
const told = fc.array(part, { minLength: 1, maxLength: 3 }).map(
  (changes): Act =>
    (tenantId) =>
      saveCustomers(tenantId, 'shopify-webhook', changes),
)
const leaves = fc
  .record({ memberId, mailingId, at, source: fc.constant('one-click' as const), email: fc.constant('a@example.com') })
  .map(
    (request): Act =>
      (tenantId) =>
        unsubscribe({ tenantId, ...request }),
  )
/** By a link alone, of which nobody knows yet whether it was a person. */
const follows = fc
  .record({ memberId, mailingId, at, prefix: fc.constantFrom('10.0.0.0/24', '10.0.1.0/24') })
  .map(({ prefix, ...request }): Act => (tenantId) => {
    const followed = { by: { prefix, agent: 'Mozilla/5.0' }, lookAt: request.at, sweepMs: 600_000 }
    const tellAt = new Date(Date.UTC(2100, 0, 1))
    return unsubscribe({ tenantId, ...request, source: 'unsubscribe-link', followed, tellAt })
  })
const takenBack = fc.constant(async (tenantId: number) => {
  const waiting = await listFollowed(new Date(Date.UTC(2100, 0, 1)), 100)
  for (const optOut of waiting.filter((each) => each.tenantId === tenantId))
    await transaction((sql) =>
      takeBackFollowed(sql, optOut, { links: 3, withinMs: 1, sinceDeliveryMs: 1, gateway: null }),
    )
})
const returns = fc.record({ memberId, mailingId, at }).map(
  (request): Act =>
    (tenantId) =>
      resubscribe({ tenantId, ...request }),
)
const erased = memberId.map(
  (id): Act =>
    (tenantId) =>
      eraseMember(tenantId, id),
)
const merged = fc.record({ gone: memberId, kept: memberId, at, reference: fc.constant('merge') }).map(
  (merge): Act =>
    (tenantId) =>
      mergeMembers({ tenantId, ...merge }),
)
const bounced = fc
  .record({ memberId, at, kind: fc.constantFrom<BounceKind>('hard', 'soft', 'complaint'), feedbackId: fc.uuid() })
  .map((fact): Act => {
    const rest = { mailingId: 1, bounceType: null, subType: null, diagnostic: null }
    return (tenantId) => recordBounce({ tenantId, ...fact, ...rest })
  })
const cleared = memberId.map(
  (id): Act =>
    (tenantId) =>
      clearBounce(tenantId, id, 'staff'),
)

const acts = fc.oneof(
  { weight: 6, arbitrary: read },
  { weight: 4, arbitrary: told },
  { weight: 3, arbitrary: leaves },
  { weight: 2, arbitrary: follows },
  { weight: 2, arbitrary: takenBack },
  { weight: 2, arbitrary: returns },
  { weight: 2, arbitrary: erased },
  { weight: 2, arbitrary: merged },
  { weight: 2, arbitrary: bounced },
  { weight: 1, arbitrary: cleared },
)

/** Entries of the ledger that do not begin where the one before them ended. */
async function gapsIn(tenantId: number) {
  const gaps = await db().query(
    `SELECT * FROM (
       SELECT member_id, channel, seq, source, old_state,
         lag(new_state) OVER (PARTITION BY member_id, channel ORDER BY seq) AS before
       FROM consent_ledger WHERE tenant_id = $1) AS entries
     WHERE before IS NOT NULL AND old_state IS NOT NULL AND old_state <> before`,
    [tenantId],
  )
  return gaps.rows
}

test('whatever happens side by side, all of it is done and the ledger follows without a gap', async () => {
  const rounds = fc.array(fc.array(acts, { minLength: AT_ONCE, maxLength: AT_ONCE }), { minLength: 4, maxLength: 8 })
  await fc.assert(
    fc.asyncProperty(rounds, async (history) => {
      const tenantId = await aTenant()
      for (const round of history) await Promise.all(round.map((act) => act(tenantId)))
      expect((await verifyLedger(tenantId)).faults).toEqual([])
      expect(await gapsIn(tenantId)).toEqual([])
    }),
    { numRuns: Number(process.env['HISTORIES'] ?? 120) / 20 },
  )
}, 120_000)
