import type { Match, RuleGroup, RuleNode, SegmentRule } from '#app/segments/rules.ts'
import {
  aBounce,
  aCase,
  aChange,
  AFTER,
  BEFORE,
  day,
  happened,
  HARD,
  plain,
  said,
  skipped,
  START,
  step,
} from '#tests/cases.ts'
import { describe, expect, test } from 'vitest'
import type { CaseFile } from './explain-case.ts'
import { explain } from './explain.ts'

test('every step before the end was passed, and none behind it was reached', () => {
  const { steps } = explain(aCase({ recipient: skipped('hard-bounced') }))
  expect(steps.map(({ mark }) => mark)).toEqual([
    'yes',
    'yes',
    'yes',
    'yes',
    'yes',
    'no',
    'open',
    'open',
    'open',
    'open',
  ])
})

describe('the segment', () => {
  const rules = (match: 'all' | 'any', ...rules: SegmentRule[]) => ({
    campaign: { segment: { name: 'Loyal', rules: { match, rules } } },
  })
  const consent: SegmentRule = { field: 'email-consent', operator: 'is', value: true }
  const points: SegmentRule = { field: 'points', operator: 'at-least', value: 200 }
  const vip: SegmentRule = { field: 'tag', operator: 'is', value: 'VIP' }
  const marks = (file: CaseFile) => step(file, /segment/)?.rules?.map(({ mark }) => mark)
  const told = (file: CaseFile) => step(file, /segment/)?.rules?.map(({ lines }) => lines.map(plain).join(' '))

  test('names the rule that kept a member out, by what was true then and what is now', () => {
    const ledger = [aChange('NOT_SUBSCRIBED', BEFORE), aChange('SUBSCRIBED', AFTER, { oldState: 'NOT_SUBSCRIBED' })]
    const file = aCase({ ...rules('all', consent, vip), ledger, recipient: null })
    expect(marks(file)).toEqual(['no', 'yes'])
    expect(told(file)?.[0]).toBe('Then: no · Now: yes')
  })

  test('knows that the only rule without a history must have failed', () => {
    const file = aCase({ ...rules('all', consent, points), recipient: null, member: { points: 500 } })
    expect(marks(file)).toEqual(['yes', 'no'])
    expect(told(file)?.[1]).toBe('Now: 500 · Then: not kept This rule didn’t match.')
  })

  test('judges by today where several rules have no history, and says so', () => {
    const file = aCase({ ...rules('all', points, vip), recipient: null })
    expect(marks(file)).toEqual(['no', 'yes'])
    expect(told(file)?.[0]).toContain('Based on today’s value.')
  })

  test('held every rule of one who was in by all of them, whatever the values are now', () => {
    expect(marks(aCase({ ...rules('all', consent, points) }))).toEqual(['yes', 'yes'])
  })

  test('held no rule of one who was out of any', () => {
    expect(marks(aCase({ ...rules('any', consent, points), recipient: null }))).toEqual(['no', 'no'])
  })

  describe('with groups', () => {
    const group = (match: Match, ...inside: RuleNode[]): RuleGroup => ({ match, rules: inside })
    const tree = (root: RuleGroup) => ({ campaign: { segment: { name: 'Loyal', rules: root } } })
    const rows = (file: CaseFile) => step(file, /segment/)?.rules ?? []
    const inGroup = (file: CaseFile) => rows(file).flatMap(({ rules: inside }) => inside?.map(({ mark }) => mark) ?? [])
    const isPaused: SegmentRule = { field: 'paused', operator: 'is', value: true }
    const opened: SegmentRule = { field: 'opened', operator: 'did', value: { times: 1, days: 30, campaign: 7 } }

    test('each group says whether it held, and why', () => {
      const file = aCase({ ...tree(group('all', consent, group('none', points, isPaused))) })
      expect(rows(file).map(({ mark, words }) => [mark, words])).toEqual([
        ['yes', 'Email marketing consent is yes'],
        ['yes', 'None of these matches:'],
      ])
      // Who was in by none of them had none of them.
      expect(inGroup(file)).toEqual(['no', 'no'])
    })

    test('the only group without a history must have failed, and with it each of its rules', () => {
      const file = aCase({ ...tree(group('all', consent, group('any', points, vip))), recipient: null })
      expect(rows(file).map(({ mark }) => mark)).toEqual(['yes', 'no'])
      expect(inGroup(file)).toEqual(['no', 'no'])
    })

    test('who was out by none of something known had it', () => {
      const file = aCase({ ...tree(group('none', points)), recipient: null })
      expect(marks(file)).toEqual(['yes'])
      expect(said(file, /segment/)).toContain('None of these must match')
    })

    test('nothing is proven of a group that hangs on several', () => {
      const file = aCase({ ...tree(group('any', group('all', points, vip), isPaused)) })
      expect(rows(file).map(({ mark }) => mark)).toEqual(['no', 'no'])
      expect(inGroup(file)).toEqual(['no', 'yes'])
    })

    test('what is not told of somebody stays open, and campaigns have their names', () => {
      const names = { campaign: () => 'Spring sale', product: () => 'Tea' }
      const file = { ...aCase({ ...tree(group('any', opened, consent)) }), names }
      expect(rows(file).map(({ mark, words }) => [mark, words])).toEqual([
        ['open', 'Opened “Spring sale” in the last 30 days'],
        ['yes', 'Email marketing consent is yes'],
      ])
    })

    test('what they did is shown, and that nobody knows of who is not tracked', () => {
      const facts = { engagement: null, untracked: true, deeds: [], bought: [], consentSource: null }
      const file = { ...aCase({ ...tree(group('none', opened)), recipient: null }), facts }
      const [row] = rows(file)
      expect(row?.lines.map(plain).join(' ')).toContain('not tracked, by their own choice')
    })
  })

  test('says when the rules are those of today', () => {
    const { campaign } = rules('all', points)
    const file = aCase({ campaign: { ...campaign, rulesKept: false }, member: { points: 500 }, recipient: null })
    expect(said(file, /segment/)).toContain('rules today')
    expect(said(file, /segment/)).toContain('has changed since then')
    expect(marks(file)).toEqual(['yes'])
  })

  test('that is deleted is told as such', () => {
    expect(said(aCase({ campaign: { segment: null, rulesKept: false }, recipient: null }), /segment/)).toContain(
      'deleted',
    )
  })
})

describe('consent', () => {
  test('is that of the moment, with the entry that decided it, and that of now', () => {
    const ledger = [
      aChange('SUBSCRIBED', day(2)),
      aChange('UNSUBSCRIBED', day(5), { source: 'one-click', oldState: 'SUBSCRIBED' }),
      aChange('SUBSCRIBED', AFTER, { oldState: 'UNSUBSCRIBED' }),
    ]
    const words = said(aCase({ ledger, recipient: skipped('unsubscribed') }), /^Had consented/)
    expect(words).toContain(`Then: Unsubscribed, since ${day(5).toISOString()}`)
    expect(words).toContain('Unsubscribe button in their email app')
    expect(words).toContain('Now: Subscribed')
  })

  test('of which Shopify told too late is told as that', () => {
    const ledger = [aChange('SUBSCRIBED', AFTER, { shopifyAt: BEFORE, oldState: 'NOT_SUBSCRIBED' })]
    const words = said(aCase({ ledger, recipient: skipped('no-consent') }), /^Had consented/)
    expect(words).toContain('Then: Not subscribed')
    expect(words).toContain('too late for this campaign')
  })

  test('that was withdrawn while the campaign waited is judged when its turn came', () => {
    const ledger = [aChange('SUBSCRIBED', BEFORE), aChange('UNSUBSCRIBED', day(11), { oldState: 'SUBSCRIBED' })]
    const recipient = { ...skipped('unsubscribed'), settledAt: day(12) }
    expect(said(aCase({ ledger, recipient }), /^Had consented/)).toContain('Then: Unsubscribed')
  })
})

test('a bounce is told in plain words, in those of the server, and with what became of it', () => {
  const bounces = [aBounce({ mailingId: 1, occurredAt: BEFORE, clearedAt: AFTER, clearedBy: 'staff member 42' })]
  const words = said(aCase({ recipient: skipped('hard-bounced'), bounces }), /hard bounce/i)
  expect(words).toContain('The address doesn’t exist.')
  expect(words).toContain('550 5.1.1 user unknown')
  expect(words).toContain('by staff member 42')
})

test('what the e-mail itself met is not told as known before it was sent', () => {
  const file = aCase({ bounces: [aBounce()], events: { hardBounced: happened(START) }, member: HARD })
  expect(step(file, /^No earlier hard bounce/)?.mark).toBe('yes')
  expect(said(file, /^No earlier hard bounce/)).toBe('Nothing had bounced before.')
  expect(said(file, /provider/)).toContain('Hard bounced on')
})

test('an earlier bounce that was cleared, or of another address, is told with the reason why it did not count', () => {
  const earlier = { mailingId: 1, occurredAt: day(1) }
  expect(said(aCase({ bounces: [aBounce({ ...earlier, clearedAt: day(2) })] }), /^No earlier hard bounce/)).toContain(
    `had been cleared on ${day(2).toISOString()}`,
  )
  expect(said(aCase({ bounces: [aBounce(earlier)] }), /^No earlier hard bounce/)).toContain(
    'a different address by then',
  )
})

test('a cross stands at the fact', () => {
  const titles = (reason: 'hard-bounced' | 'complained') =>
    explain(aCase({ recipient: skipped(reason) })).steps.find(({ mark }) => mark === 'no')?.title
  expect([titles('hard-bounced'), titles('complained')]).toEqual([
    'Had an earlier hard bounce',
    'Had marked an email as spam',
  ])
})

test('a soft bounce of before blocked nothing', () => {
  const file = aCase({ bounces: [aBounce({ mailingId: 1, kind: 'soft', occurredAt: BEFORE })] })
  expect(step(file, /hard bounce/i)?.mark).toBe('yes')
  expect(said(file, /hard bounce/i)).toContain('Soft bounces don’t block.')
})

test('the number that Amazon SES gave and its answer are shown', () => {
  expect(said(aCase(), /^Amazon/)).toContain('ses-1')
  expect(said(aCase({ recipient: { state: 'failed', error: 'Local part is not ASCII' } }), /^Amazon/)).toContain(
    'ASCII',
  )
})
