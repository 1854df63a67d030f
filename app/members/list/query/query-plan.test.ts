import { expect, test } from 'vitest'
import { choosePlan, type Estimate } from './query-plan.server.ts'

const MILLION = { everybody: 1_000_000, flagged: 1_000_000, labelled: 1_000_000, ranges: [], bands: null }
const LABELS = { columns: '(facets >> 8 & 511)', condition: '', keys: { all: '', condition: '' } }
const POINTS = { columns: 'points', condition: '' }
const SMS = { columns: '(facets & 4), sort_name', condition: '' }
const BANDS = { columns: 'band, created_at', condition: '', keys: { all: '', condition: '' } }

function estimate(parts: Partial<Estimate>): Estimate {
  return { ...MILLION, isLabelled: false, isTiered: false, leads: [], ...parts }
}

test('few points by what was spent: the first of each band, for few with many points spent little', () => {
  const few = estimate({
    leads: [
      { lead: POINTS, rows: 450_000 },
      { lead: BANDS, rows: 500_000 },
    ],
    ranges: [450_000],
    bands: [1, 2, 3],
  })
  expect(choosePlan(few, 'spent desc', 51)).toMatchObject({ lead: 'bands', bands: [1, 2, 3] })
  // By name there are none, and a condition that half the shop meets is no way to a name.
  expect(choosePlan(few, 'name asc', 51)).toMatchObject({ lead: 0, entries: 450_000, bands: null })
  expect(
    choosePlan({ ...few, leads: few.leads.map(({ lead }) => ({ lead, rows: 700_000 })) }, 'name asc', 51).lead,
  ).toBe('order')
})

test('a label that may have nothing to do in the bands is followed where few have it', () => {
  const buyers = estimate({
    isLabelled: true,
    labelled: 48_000,
    leads: [
      { lead: LABELS, rows: 60_000 },
      { lead: BANDS, rows: 420_000 },
    ],
    ranges: [420_000],
    bands: [0],
  })
  expect(choosePlan(buyers, 'spent desc', 51).lead).toBe(0)
  // Were the bands small, whoever goes through them in vain has lost little.
  const small = {
    ...buyers,
    leads: [
      { lead: LABELS, rows: 60_000 },
      { lead: BANDS, rows: 90_000 },
    ],
    ranges: [90_000],
  }
  expect(choosePlan(small, 'spent desc', 51).lead).toBe('bands')
})

test('a very rare label is looked up in the index of labels', () => {
  const rare = estimate({ isLabelled: true, labelled: 200, leads: [{ lead: LABELS, rows: 41_000 }] })
  expect(choosePlan(rare, 'created desc', 51).lead).toBe('labels')
})

test('those who consented to SMS stand by name: the first few of them are enough', () => {
  const sms = estimate({
    flagged: 200_000,
    leads: [
      { lead: SMS, rows: 200_000 },
      { lead: POINTS, rows: 100_000 },
      { lead: BANDS, rows: 110_000 },
    ],
    ranges: [100_000],
    bands: [1],
  })
  expect(choosePlan(sms, 'name asc', 51)).toMatchObject({ lead: 0, entries: expect.closeTo(2040, -2) })
  expect(choosePlan(sms, 'name asc', null)).toMatchObject({ lead: 1, entries: 100_000 })
})
