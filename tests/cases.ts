// Cases for the explanation of one member and one campaign: name only what matters, the rest went well.
import type { CampaignFacts, CaseFile, Line, RecipientFacts } from '#app/analytics/explain/explain-case.ts'
import { explain } from '#app/analytics/explain/explain.ts'
import type { Bounce } from '#app/members/bounces/bounces.server.ts'
import type { ConsentChange } from '#app/members/ledger/ledger.server.ts'
import type { Member } from '#app/members/core/members.server.ts'
import { SUBSCRIBED } from './mail-states.ts'

export const day = (date: number) => new Date(Date.UTC(2026, 10, date, 9))
export const [BEFORE, START, AFTER] = [day(1), day(10), day(15)]

const MEMBER: Member = {
  ...SUBSCRIBED,
  tenantId: 1,
  memberId: 7n,
  firstName: 'Sarah',
  lastName: null,
  phone: null,
  locale: null,
  points: 120,
  tier: null,
  tags: ['vip'],
  ordersCount: 2,
  amountSpent: '80.00',
  lastOrderAt: BEFORE,
  firstOrderAt: BEFORE,
  countryCode: null,
  provinceCode: null,
  timeZone: null,
  city: null,
  emailOptInLevel: null,
  emailConsentUpdatedAt: null,
  emailConsentExact: false,
  smsState: 'NOT_SUBSCRIBED',
  smsOptInLevel: null,
  smsConsentUpdatedAt: null,
  smsConsentExact: false,
  emailUnsubscribedAt: null,
  emailBounceAt: null,
  openTracking: 'UNKNOWN',
  createdAt: BEFORE,
  updatedAt: BEFORE,
}

const CAMPAIGN: CampaignFacts = {
  campaignId: 3,
  name: 'Spring sale',
  subject: 'Spring is here',
  status: 'sent',
  sender: 'shop@mail.example',
  trackOpens: true,
  isForgotten: false,
  frozenAt: START,
  segment: { name: 'Everybody', rules: { match: 'all', rules: [] } },
  rulesKept: true,
}

const RECIPIENT: RecipientFacts = {
  mailingId: 30,
  state: 'sent',
  skipReason: null,
  before: null,
  messageId: 'ses-1',
  error: null,
  frozenAt: START,
  notBefore: null,
  settledAt: START,
}

export type Given = Partial<Omit<CaseFile, 'recipient' | 'campaign' | 'member'>> & {
  recipient?: Partial<RecipientFacts> | null
  campaign?: Partial<CampaignFacts>
  member?: Partial<Member> | null
}

export function aCase({ recipient = {}, campaign = {}, member = {}, ...rest }: Given = {}): CaseFile {
  return {
    now: day(20),
    ledger: [],
    bounces: [],
    events: {},
    importedAt: BEFORE,
    firstSeenAt: null,
    ...rest,
    member: member && { ...MEMBER, ...member },
    campaign: { ...CAMPAIGN, ...campaign },
    recipient: recipient && { ...RECIPIENT, ...recipient },
  }
}

export const HARD = { emailBounceType: 'hard' } as const
export const skipped = (skipReason: RecipientFacts['skipReason']) =>
  ({ state: 'skipped', skipReason, messageId: null }) as const
export const happened = (at: Date, hits = 1) => ({ at, hits, machineHits: 0 })

export const aBounce = (change: Partial<Bounce> = {}): Bounce => ({
  bounceId: '1',
  mailingId: 30,
  kind: 'hard',
  bounceType: 'Permanent',
  subType: 'General',
  diagnostic: 'smtp; 550 5.1.1 user unknown',
  occurredAt: START,
  clearedAt: null,
  clearedBy: null,
  ...change,
})

export const aChange = (
  newState: ConsentChange['newState'],
  recordedAt: Date,
  change: Partial<ConsentChange> = {},
): ConsentChange => ({
  seq: 1,
  channel: 'email',
  source: 'shopify-webhook',
  actor: 'shopify',
  oldState: null,
  newState,
  optInLevel: null,
  shopifyAt: null,
  recordedAt,
  mailingId: null,
  reference: null,
  ...change,
})

export const plain = (line: Line) =>
  line.map((part) => (typeof part === 'string' ? part : 'text' in part ? part.text : Object.values(part)[0])).join('')
export const step = (file: CaseFile, title: RegExp) => explain(file).steps.find((each) => title.test(each.title))
export const said = (file: CaseFile, title: RegExp) => step(file, title)?.lines.map(plain).join('\n')
