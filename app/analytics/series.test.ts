import { expect, test } from 'vitest'
import { SERIES, seriesRows, seriesSummary } from './series.ts'

const row = (label: string, delivered: number, opened: number, clicked: number) => ({
  label,
  delivered,
  opened,
  clicked,
})

test('the chart is told in a sentence with its totals and its best moment', () => {
  expect(seriesSummary([row('Mon', 10, 2, 1), row('Tue', 5, 4, 0)])).toBe(
    'From Mon to Tue: delivered 15, opened 6, clicked 1. Most opens: Tue, 4.',
  )
})

test('a chart without rows says so', () => {
  expect(seriesSummary([])).toBe('No data yet.')
})

test('no best moment is claimed while nobody opened', () => {
  expect(seriesSummary([row('Mon', 3, 0, 0)])).toBe('From Mon to Mon: delivered 3, opened 0, clicked 0.')
})

test('every line of the chart can be told apart without its colour', () => {
  expect(new Set(SERIES.map(({ dash }) => dash)).size).toBe(SERIES.length)
})

test.each([
  ['hour', 'UTC', 'Nov 21, 2 AM'],
  ['hour', 'America/New_York', 'Nov 20, 9 PM'],
  ['day', 'America/New_York', 'Nov 20'],
] as const)('a point of an %s is named in the time zone %s', (unit, timeZone, label) => {
  const points = [{ at: '2026-11-21T02:00:00.000Z', delivered: 1, opened: 2, clicked: 3 }]
  expect(seriesRows({ unit, points }, timeZone)).toEqual([{ label, delivered: 1, opened: 2, clicked: 3 }])
})
