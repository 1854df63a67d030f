// Random histories of one customer, told by Shopify late, doubled and out of order, while they unsubscribe and take it
// back here. The product's SQL against a few lines that say who should be mailed in the end.
import { db } from '#app/platform/db/db.server.ts'
import { aCustomer, aTenant } from '#tests/factories.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { saveCustomers } from '../intake/apply.server.ts'
import type { MarketingState } from './consent.ts'
import type { Consent, OptInLevel } from './customer.ts'
import type { Channel, ConsentChange } from '../ledger/ledger.server.ts'
import { listConsentChanges } from '../ledger/ledger.server.ts'
import { verifyLedger } from '../ledger/ledger-verify.server.ts'
import type { Member } from './members.server.ts'
import { getMember } from '#tests/members.ts'
import { resubscribe, unsubscribe } from '../consent/unsubscribe.server.ts'

const CAMPAIGN = 7
const minute = (number: number) => new Date(Date.UTC(2026, 0, 1) + number * 60_000)

type Statement = { state: MarketingState; level: OptInLevel | null; at: number; exact: boolean }
/** What Shopify says, of one channel or of both at once. */
type Told = Partial<Record<Channel, Statement>>
/** For each of the two ways in which the history arrives: how late each copy is. */
type Late = [number[], number[]]
type Local = { act: 'unsubscribe' | 'undo'; at: number }
type Echo = { level: OptInLevel | null; late: Late }
type History = { told: { said: Told; late: Late }[]; here: Local[] }

const STATES = ['SUBSCRIBED', 'SUBSCRIBED', 'UNSUBSCRIBED', 'NOT_SUBSCRIBED', 'PENDING'] as const
const LEVELS = [null, 'SINGLE_OPT_IN', 'CONFIRMED_OPT_IN'] as const
// Few moments, so that several decisions fall on the same one.
const at = fc.integer({ min: 1, max: 12 })
const statement = fc.record<Statement>({
  state: fc.constantFrom(...STATES),
  level: fc.constantFrom(...LEVELS),
  at,
  exact: fc.boolean(),
})
// Never at the moment of a click: SMS that ended at its very millisecond counts as ended by it.
const texting = statement.map((said): Statement => ({ ...said, at: said.at + 0.5 }))
const copies = fc.array(fc.integer({ min: 0, max: 14 }), { minLength: 1, maxLength: 2 })
const told = fc.record({
  said: fc.oneof(
    fc.record({ email: statement }),
    fc.record({ sms: texting }),
    fc.record({ email: statement, sms: texting }),
  ),
  late: fc.tuple(copies, copies),
})
const local = fc.record<Local>({ act: fc.constantFrom('unsubscribe', 'unsubscribe', 'undo'), at })
const echo = fc.record<Echo>({ level: fc.constantFrom(...LEVELS), late: fc.tuple(copies, copies) })
const history = fc
  .record({
    told: fc.array(told, { minLength: 1, maxLength: 6 }),
    here: fc.uniqueArray(local, { maxLength: 3, selector: (decision) => decision.at }),
    echoes: fc.array(echo, { maxLength: 3 }),
  })
  .map(({ told: said, here, echoes }): History => ({ told: [...said, ...echoesOf(here, echoes)], here }))

/** What we told Shopify comes back from there, with a level of Shopify's. */
function echoesOf(here: Local[], echoes: Echo[]): History['told'] {
  return echoes.flatMap(({ level, late: [one, other] }, index) => {
    const decision = here[index]
    if (!decision) return []
    const state = decision.act === 'undo' ? 'SUBSCRIBED' : 'UNSUBSCRIBED'
    const later = (by: number) => by + 1
    const email: Statement = { state, level, at: decision.at, exact: true }
    return [{ said: { email }, late: [one.map(later), other.map(later)] }]
  })
}

type Arrival = { moment: number; said?: Told; local?: Local }

/** The order of arrival: here things happen at their moment, and what Shopify says comes no earlier than it happened. */
function arrivals({ told: all, here: locals }: History, way: 0 | 1): Arrival[] {
  const momentOf = ({ email, sms }: Told) => Math.max(email?.at ?? 0, sms?.at ?? 0)
  const arriving = all.flatMap(({ said, late }) => late[way].map((by) => ({ moment: momentOf(said) + by, said })))
  const happening = locals.map((local) => ({ moment: local.at, local }))
  return [...arriving, ...happening].toSorted((one, other) => one.moment - other.moment)
}

const consent = (said: Statement): Consent => ({
  state: said.state,
  optInLevel: said.level,
  at: minute(said.at),
  exact: said.exact,
})

const BEGINNING: Required<Told> = {
  email: { state: 'SUBSCRIBED', level: null, at: 0, exact: true },
  sms: { state: 'NOT_SUBSCRIBED', level: null, at: 0, exact: false },
}

type Player = { memberId: string; all: History; order: Arrival[]; taken: Local[] }

/** Lets each history arrive at a member of its own, step by step together, since one statement serves many. */
async function play(tenantId: number, players: Player[]): Promise<void> {
  const beginning = { at: minute(0), email: consent(BEGINNING.email), sms: consent(BEGINNING.sms) }
  const everybody = players.map(({ memberId }) => aCustomer(memberId, beginning))
  await saveCustomers(tenantId, 'import', everybody)
  for (let step = 0; players.some(({ order }) => step < order.length); step++) {
    const told = players.flatMap(({ memberId, order }) => {
      const said = order[step]?.said
      const [email, sms] = [said?.email ? consent(said.email) : null, said?.sms ? consent(said.sms) : null]
      return said ? [{ memberId, profile: null, email, sms, reference: null }] : []
    })
    await saveCustomers(tenantId, 'shopify-webhook', told)
    await Promise.all(players.map((player) => decide(tenantId, player, player.order[step]?.local)))
  }
}

/** Notes the decisions that were taken here: an undo may find nothing to take back. */
async function decide(tenantId: number, { memberId, taken }: Player, local: Local | undefined): Promise<void> {
  if (!local) return
  const request = { tenantId, memberId, mailingId: CAMPAIGN, at: minute(local.at) }
  const outcome =
    local.act === 'undo' ? await resubscribe(request) : await unsubscribe({ ...request, source: 'one-click' })
  if (outcome !== 'changed') taken.push(local)
}

const STRICTNESS = ['SUBSCRIBED', 'NOT_SUBSCRIBED', 'PENDING', 'INVALID', 'REDACTED', 'UNSUBSCRIBED']

/** Of all statements the one that counts: with its time before without, then the later, then the stricter. */
function weightiest(statements: Statement[]): Statement {
  const weight = ({ state, at: time, exact, level }: Statement) =>
    [exact || state === 'UNSUBSCRIBED' ? 2 : 1, time, STRICTNESS.indexOf(state), level ?? ''] as const
  const lighter = (one: Statement, other: Statement) => {
    const [a, b] = [weight(one), weight(other)]
    const differing = [0, 1, 2, 3].find((place) => a[place] !== b[place]) ?? 3
    return (a[differing] ?? '') < (b[differing] ?? '')
  }
  return statements.reduce((best, next) => (lighter(best, next) ? next : best))
}

const saidOf = (channel: Channel, { told: all }: History) => [
  BEGINNING[channel],
  ...all.flatMap(({ said }) => said[channel] ?? []),
]

/** What the member's e-mail consent should be, whatever the order of arrival. */
function expectedEmail(all: History, taken: Local[]): MarketingState {
  const said = saidOf('email', all)
  const undone = Math.max(-1, ...taken.filter(({ act }) => act === 'undo').map((local) => local.at))
  const optOut = Math.max(-1, ...taken.filter(({ act }) => act === 'unsubscribe').map((local) => local.at))
  const isLifted = said.some(({ state, exact, at: time }) => state === 'SUBSCRIBED' && exact && time > optOut)
  if (optOut > undone && !isLifted) return 'UNSUBSCRIBED'
  return weightiest([...said, ...taken.map((local) => statementOf(local))]).state
}

const statementOf = ({ act, at: time }: Local): Statement => ({
  state: act === 'undo' ? 'SUBSCRIBED' : 'UNSUBSCRIBED',
  level: null,
  at: time,
  exact: true,
})

const effective = (member: Member) => (member.emailUnsubscribed ? 'UNSUBSCRIBED' : member.emailState)

/** Every entry tells something new, and begins where the one before it ended. */
function expectNothingTwice(changes: ConsentChange[]): void {
  for (const channel of ['email', 'sms'] as const) {
    const entries = changes.filter((change) => change.channel === channel).toReversed()
    for (const [index, entry] of entries.entries()) {
      const before = entries[index - 1]
      if (!before) continue
      expect(entry.oldState).toBe(before.newState)
      const isNews = entry.newState !== before.newState || entry.optInLevel !== before.optInLevel
      expect(isNews, `entry ${entry.seq} of ${channel} tells what entry ${before.seq} told`).toBe(true)
    }
  }
}

let customers = 706_405_506_930_370_000n

async function check(histories: History[], smsFollows: boolean): Promise<void> {
  const tenantId = await aTenant()
  await db().query('UPDATE settings SET sms_follows_email = $2 WHERE tenant_id = $1', [tenantId, smsFollows])
  const players = histories.flatMap((all) =>
    ([0, 1] as const).map((way): Player => {
      customers += 1n
      return { memberId: String(customers), all, order: arrivals(all, way), taken: [] }
    }),
  )
  await play(tenantId, players)
  for (const { memberId, all, taken } of players) {
    const member = await getMember(tenantId, memberId)
    const isQuiet = taken.length === 0
    const ended = smsFollows ? taken.filter(({ act }) => act === 'unsubscribe') : []
    const email = weightiest(saidOf('email', all))
    const sms = weightiest([...saidOf('sms', all), ...ended.map((local) => statementOf(local))])
    // An undo brings back the SMS that was known at its moment; the level depends on what was known then, too.
    const holdsSms = !smsFollows || !taken.some(({ act }) => act === 'undo')
    expect({
      email: effective(member),
      level: isQuiet && member.emailOptInLevel,
      sms: holdsSms && member.smsState,
      smsLevel: ended.length === 0 && member.smsOptInLevel,
    }).toEqual({
      email: expectedEmail(all, taken),
      level: isQuiet && email.level,
      sms: holdsSms && sms.state,
      smsLevel: ended.length === 0 && sms.level,
    })
    expectNothingTwice(await listConsentChanges(tenantId, memberId))
  }
  expect((await verifyLedger(tenantId)).faults).toEqual([])
}

test(
  'any history ends in the same consent, however it arrives, and the ledger tells it',
  { timeout: 120_000 },
  async () => {
    const histories = fc.array(history, { minLength: 1, maxLength: 40, size: 'max' })
    const runs = Number(process.env['HISTORIES'] ?? 120) / 20
    await fc.assert(fc.asyncProperty(histories, fc.boolean(), check), {
      numRuns: Math.ceil(runs),
      interruptAfterTimeLimit: 60_000,
    })
  },
)
