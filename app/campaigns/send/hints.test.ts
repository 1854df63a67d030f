import { expect, test } from 'vitest'
import { startHint } from '../schedule/start-hint.ts'
import { type Hinted, hintsOf } from './hints.ts'

const GOOD: Hinted = {
  subject: 'Spring is here, {{first_name | there}}',
  segment: { hasRules: true, campaignsThisMonth: 1 },
  links: [],
}
const button = (url: string) => ({ url, kind: 'button' })

test('a campaign that does what does well has no hint', () => {
  expect(hintsOf(GOOD)).toEqual([])
  expect(hintsOf({ ...GOOD, segment: null, subject: '' })).toEqual([])
})

test.each<[string, Partial<Hinted>, RegExp[]]>([
  ['no name', { subject: 'Spring is here' }, [/with a name/]],
  ['a name that is not the reader’s', { subject: 'Spring at {{shop_name}}' }, [/with a name/]],
  ['a name in Liquid', { subject: 'Hi {{ first_name | default: "there" }}' }, []],
  ['capitals', { subject: '{{first_name}}, LAST CHANCE TODAY' }, [/capitals/]],
  ['capitals of other scripts', { subject: 'ΤΕΛΕΥΤΑΙΑ ΕΥΚΑΙΡΙΑ {{first_name}}' }, [/capitals/]],
  ['a script without capitals', { subject: '{{last_name}} 様、春のセールが始まりました' }, []],
  ['a short word in capitals', { subject: '{{first_name}}: NEW' }, []],
  ['capitals in the placeholder alone', { subject: '{{first_name | SOMEBODY OUT THERE}} hi' }, []],
  ['no rule', { segment: { hasRules: false, campaignsThisMonth: 0 } }, [/no rules/]],
  ['three campaigns', { segment: { hasRules: true, campaignsThisMonth: 3 } }, [/has had 3 campaigns/]],
  ['one button twice', { links: [button('https://a.example/'), button('https://a.example/')] }, [/Follow each link/]],
  [
    'two buttons',
    { links: [button('https://a.example/'), button('https://b.example/')] },
    [/lead to 2 pages/, /Follow/],
  ],
])('%s is told as %j', (_, change, hints) => {
  expect(hintsOf({ ...GOOD, ...change })).toEqual(hints.map((words) => expect.stringMatching(words)))
})

test.each([
  ['2026-12-01', '10:00', true],
  ['2026-12-03', '14:00', true],
  ['2026-12-03', '14:01', false],
  ['2026-12-02', '09:59', false],
  ['2026-11-30', '11:00', false],
  ['2026-12-04', '11:00', false],
  ['2026-12-06', '11:00', false],
  ['', '11:00', true],
  ['2026-12-06', '', true],
])('%s %s needs no advice: %s', (date, time, isGood) => {
  expect(startHint({ date, time }) === null).toBe(isGood)
})
