import { expect, test } from 'vitest'
import { auditConclusion, auditFigures, type ClickAudit } from './click-audit.ts'

const audit = (change: Partial<ClickAudit>): ClickAudit => ({
  people: 0,
  machines: 0,
  peopleSoon: 0,
  machinesSoon: 0,
  everyLink: 0,
  isPart: false,
  ...change,
})
const figures = (change: Partial<ClickAudit>) =>
  auditFigures(audit(change)).map(({ value, lines, people }) => [value, ...lines, people])

test('each number says what it is a share of and leads to its people', () => {
  expect(figures({ people: 200, machines: 300, peopleSoon: 3, machinesSoon: 250, everyLink: 4 })).toEqual([
    ['1.5%', 'after delivery: 3 of 200 members who clicked', 3],
    ['50.6%', '253 of 500 members whose links were followed', '250 by machines only, not counted', 250],
    ['4', '2% of members who clicked', 4],
  ])
})

test.each<[string, Partial<ClickAudit>, unknown[][]]>([
  [
    'nobody clicked but machines',
    { machines: 7, machinesSoon: 7 },
    [
      ['—', 'after delivery: 0 of 0 members who clicked', 0],
      ['100%', '7 of 7 members whose links were followed', '7 by machines only, not counted', 7],
      ['0', '— of members who clicked', 0],
    ],
  ],
  [
    'one person did',
    { people: 1, everyLink: null },
    [
      ['0%', 'after delivery: 0 of 1 member who clicked', 0],
      ['0%', '0 of 1 member whose links were followed', 0],
    ],
  ],
])('when %s', (_when, change, shown) => {
  expect(figures(change)).toEqual(shown)
})

test.each<[Partial<ClickAudit>, RegExp]>([
  [{ people: 19, peopleSoon: 19 }, /^Too few/],
  [{ people: 0, machines: 900, machinesSoon: 900 }, /^Too few/],
  [{ people: 20 }, /you can rely on the click rate\.$/],
  [{ people: 100, peopleSoon: 5, everyLink: 2 }, /you can rely/],
  [{ people: 100, peopleSoon: 6 }, /^More than 5% .*upper limit/],
  [{ people: 100, peopleSoon: 6, everyLink: 50 }, /^More than 5%/],
  [{ people: 100, everyLink: 3 }, /^Unusually many members clicked every link/],
  [{ people: 100, everyLink: null }, /you can rely/],
  [{ people: 1_000, machines: 50_000, machinesSoon: 50_000 }, /you can rely/],
])('%j means “%s”', (change, words) => {
  expect(auditConclusion(audit(change))).toMatch(words)
})
