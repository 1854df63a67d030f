import { expect, test } from 'vitest'
import { seriesLines, seriesRows, seriesSummary } from './series.ts'

const LINES = seriesLines({ deliveryConfirmed: 1 })

const row = (label: string, delivered: number, opened: number, clicked: number) => ({
  label,
  delivered,
  opened,
  clicked,
})

test('the chart is told in a sentence with its totals and its best moment', () => {
  expect(seriesSummary([row('Mon', 10, 2, 1), row('Tue', 5, 4, 0)], LINES)).toBe(
    'From Mon to Tue: confirmed deliveries 15, opened 6, clicked 1. Most opens: Tue, 4.',
  )
})

test('a chart without rows says so', () => {
  expect(seriesSummary([], LINES)).toBe('No data yet.')
})

test('no best moment is claimed while nobody opened', () => {
  expect(seriesSummary([row('Mon', 3, 0, 0)], LINES)).toBe('Mon: confirmed deliveries 3, opened 0, clicked 0.')
})

test('every line of the chart can be told apart without its colour', () => {
  expect(new Set(LINES.map(({ dash }) => dash)).size).toBe(LINES.length)
})

test('the chart names what it draws: deliveries that were confirmed, or what was sent where none ever is', () => {
  expect(LINES.map(({ label }) => label)).toEqual(['Confirmed deliveries', 'Opened', 'Clicked'])
  expect(seriesLines({ deliveryConfirmed: 0 }).map(({ label }) => label)).toEqual(['Sent', 'Opened', 'Clicked'])
})

test.each([
  ['hour', 'UTC', 'Nov 21, 2 AM'],
  ['hour', 'America/New_York', 'Nov 20, 9 PM'],
  ['day', 'America/New_York', 'Nov 20'],
] as const)('a point of an %s is named in the time zone %s', (unit, timeZone, label) => {
  const points = [{ at: '2026-11-21T02:00:00.000Z', delivered: 1, opened: 2, clicked: 3 }]
  expect(seriesRows({ unit, points }, timeZone)).toEqual([{ label, delivered: 1, opened: 2, clicked: 3 }])
})

const hourly = (zone: string, ...times: string[]) => {
  const points = times.map((at) => ({ at, delivered: 0, opened: 0, clicked: 0 }))
  return seriesRows({ unit: 'hour', points }, zone).map(({ label }) => label)
}

test.each([
  [
    'America/New_York',
    ['2026-11-01T04:00Z', '2026-11-01T05:00Z', '2026-11-01T06:00Z', '2026-11-01T07:00Z'],
    ['Nov 1, 12 AM', 'Nov 1, 1 AM (GMT-4)', 'Nov 1, 1 AM (GMT-5)', 'Nov 1, 2 AM'],
  ],
  ['Europe/Berlin', ['2026-10-25T00:00Z', '2026-10-25T01:00Z'], ['Oct 25, 2 AM (GMT+2)', 'Oct 25, 2 AM (GMT+1)']],
  [
    'Australia/Lord_Howe',
    ['2026-04-04T14:00Z', '2026-04-04T15:00Z', '2026-04-04T15:30Z'],
    ['Apr 5, 1 AM (GMT+11)', 'Apr 5, 1 AM (GMT+10:30)', 'Apr 5, 2 AM'],
  ],
  [
    'America/St_Johns',
    ['2026-11-01T03:30Z', '2026-11-01T04:30Z'],
    ['Nov 1, 1 AM (GMT-2:30)', 'Nov 1, 1 AM (GMT-3:30)'],
  ],
  ['Asia/Kathmandu', ['2026-11-19T18:15Z', '2026-11-19T19:15Z'], ['Nov 20, 12 AM', 'Nov 20, 1 AM']],
  ['Mars/Olympus', ['2026-11-19T18:00Z'], ['Nov 19, 6 PM']],
])('in %s the hours %j are called %j', (zone, times, labels) => {
  expect(hourly(zone, ...times)).toEqual(labels)
})
