import type { ComponentChildren, VNode } from 'preact'
import { expect, test } from 'vitest'
import type { CustomerBlock } from '../../../app/analytics/member/customer-block.ts'
import { OUTCOMES } from '../../../app/analytics/member/outcomes.ts'
import { everySkipReason } from '../../../tests/mail-states.ts'
import locale from '../locales/en.default.json'
import { EngagementView } from './EngagementView.tsx'
import type { I18n } from './i18n.ts'
import type { Loaded } from './load.ts'

function lookUp(key: string): string {
  const text = key.split('.').reduce<unknown>((at, part) => (at as Record<string, unknown>)[part], locale)
  if (typeof text !== 'string') throw new Error(`the locale lacks ${key}`)
  return text
}

const i18n = {
  translate: (key: string, values: Record<string, string> = {}) =>
    lookUp(key).replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => values[name] ?? ''),
  formatNumber: (number: number) => String(number),
  formatDate: (date: Date, options: Intl.DateTimeFormatOptions) => `${date.toISOString()} ${options.timeZone}`,
} as unknown as I18n

/** What a tree of components comes to, as lines `element tone|text`. */
function render(node: ComponentChildren): string[] {
  if (Array.isArray(node)) return node.flatMap(render)
  if (typeof node !== 'object' || node === null) return []
  const { type, props } = node as VNode<{ children?: ComponentChildren; tone?: string; href?: string }>
  if (typeof type === 'function') return render((type as (props: unknown) => ComponentChildren)(props))
  const { children } = props
  const own =
    typeof children === 'string' ? [`${[type, props.tone, props.href].filter(Boolean).join(' ')}|${children}`] : []
  return [...own, ...(typeof children === 'string' ? [] : render(children))]
}

const show = (loaded: Loaded | null) => render(<EngagementView loaded={loaded} i18n={i18n} onRetry={() => {}} />)

const MEMBER: CustomerBlock = {
  memberId: '42',
  points: 120,
  email: { state: 'SUBSCRIBED', since: null },
  sms: { state: 'SUBSCRIBED', since: null },
  unsubscribed: false,
  bounce: null,
  complainedAt: null,
  blockedBy: null,
  campaigns: [],
}
const known = (member: Partial<CustomerBlock>) =>
  show({ status: 'known', timezone: 'Europe/Vienna', member: { ...MEMBER, ...member } })

test('a member who consents has green badges and gets campaigns', () => {
  const shown = known({})
  expect(shown).toContain('s-badge success|Email ✓')
  expect(shown).toContain('s-badge success|SMS ✓')
  expect(shown).toContain('s-paragraph|Gets campaigns.')
  expect(shown).toContain('s-text|Points: 120')
  expect(shown).toContain('s-paragraph|No campaign has included this customer yet.')
})

test('whoever unsubscribed, bounced or complained is red, with the reason why campaigns leave them out', () => {
  const shown = known({
    unsubscribed: true,
    email: { state: 'UNSUBSCRIBED', since: null },
    sms: { state: 'UNSUBSCRIBED', since: null },
    bounce: { kind: 'hard', at: null, notTried: false },
    complainedAt: '2026-11-01T08:00:00Z',
    blockedBy: 'unsubscribed',
  })
  expect(shown.slice(0, 4)).toEqual([
    's-badge critical|Unsubscribed',
    's-badge critical|Hard bounce',
    's-badge critical|Marked as spam',
    's-paragraph|Gets no campaigns: unsubscribed.',
  ])
})

test('a soft bounce and missing consent are yellow', () => {
  const shown = known({
    email: { state: 'NOT_SUBSCRIBED', since: null },
    bounce: { kind: 'soft', at: null, notTried: false },
  })
  expect(shown).toContain('s-badge caution|Email ✗')
  expect(shown).toContain('s-badge caution|Soft bounce')
})

test('an address that SES does not try is told as that, with what to do', () => {
  const shown = known({
    bounce: { kind: 'hard', at: null, notTried: true },
    blockedBy: 'hard-bounced',
    campaigns: [
      { campaignId: 7, name: 'Spring', outcome: 'suppressed', skipReason: null, at: '2026-11-01T08:00:00.000Z' },
    ],
  })
  expect(shown).toContain('s-badge critical|Not tried')
  expect(shown.join()).toContain('on the Amazon SES suppression list')
  expect(shown.join()).not.toMatch(/hard bounce/i)
})

test('each campaign shows its result, or why it was skipped, with its time in the shop', () => {
  const at = '2026-11-01T08:00:00.000Z'
  const shown = known({
    campaigns: [
      { campaignId: 7, name: 'Spring', outcome: 'clicked', skipReason: null, at },
      { campaignId: 6, name: 'Winter', outcome: 'skipped', skipReason: 'no-consent', at },
    ],
  })
  expect(shown).toContain('s-link app:app/campaigns/7|Spring')
  expect(shown).toContain('s-badge success|Clicked')
  expect(shown).toContain('s-badge neutral|Skipped: no consent')
  expect(shown).toContain(`s-table-cell|${at} Europe/Vienna`)
})

test('loading, unknown and failed say what is going on and what to do', () => {
  expect(show(null)).toEqual([])
  expect(show({ status: 'unknown', import: 'running' })[0]).toContain('is importing')
  expect(show({ status: 'unknown', import: 'none' })).toContain('s-link app:app|Open in Glancito')
  expect(show({ status: 'failure', reason: 'unavailable' })).toContain('s-button|Try again')
})

test('the locale has words for every outcome, reason and state of the import', () => {
  for (const outcome of OUTCOMES) expect(lookUp(`outcome.${outcome}`)).not.toBe('')
  for (const reason of everySkipReason()) {
    expect(lookUp(`skipped.${reason}`)).not.toBe('')
    expect(lookUp(`reach.${reason}`)).not.toBe('')
  }
  expect(Object.keys(locale.unknown)).toEqual(['none', 'running', 'done', 'failed'])
})
