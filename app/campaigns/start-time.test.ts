import { expect, test } from 'vitest'
import { proposedTime, readStartTime, startTime } from './start-time.ts'

const NOW = new Date('2026-10-20T10:00:00Z')
const read = (date: string, time: string, timeZone: string, which?: 'first' | 'second') =>
  readStartTime({ date, time, ...(which && { which }) }, NOW, timeZone)

test.each([
  ['2026-10-20', '12:01', 'Europe/Berlin', '2026-10-20T10:01:00.000Z'],
  ['2026-10-26', '10:00', 'Europe/Berlin', '2026-10-26T09:00:00.000Z'],
  ['2026-10-25', '10:00', 'Europe/Berlin', '2026-10-25T09:00:00.000Z'],
  ['2026-10-24', '10:00', 'Europe/Berlin', '2026-10-24T08:00:00.000Z'],
  // Some browsers send seconds.
  ['2026-10-21', '09:30:00', 'America/New_York', '2026-10-21T13:30:00.000Z'],
  [' 2026-10-21 ', ' 09:30 ', 'Asia/Kolkata', '2026-10-21T04:00:00.000Z'],
])('%s %s in %s is %s', (date, time, zone, moment) => {
  expect(read(date, time, zone)).toEqual({ kind: 'moment', at: new Date(moment) })
})

test.each([
  ['', '10:00', /^Choose a day/],
  ['2026-10-21', '', /^Choose a time/],
  ['2026-02-30', '10:00', /^Enter a day that exists/],
  ['tomorrow', 'noon', /^Enter a day that exists/],
  ['2026-10-20', '12:00', /^That’s in the past: it’s 12:00 PM now/],
  ['2025-10-21', '10:00', /in the past/],
  ['2062-10-21', '10:00', /within the next year/],
  ['2027-03-28', '02:30', /doesn’t exist that day: clocks go from 1:59 AM straight to 3:00 AM/],
])('%j %j in Berlin is refused in words', (date, time, words) => {
  expect(read(date, time, 'Europe/Berlin')).toEqual({ kind: 'refused', problem: expect.stringMatching(words) })
})

test.each([
  ['2026-10-25', '02:30', 'Europe/Berlin', ['The first (GMT+2)', 'The second, 60 minutes later (GMT+1)']],
  ['2026-11-01', '01:00', 'America/New_York', ['The first (GMT-4)', 'The second, 60 minutes later (GMT-5)']],
  ['2027-04-04', '01:45', 'Australia/Lord_Howe', ['The first (GMT+11)', 'The second, 30 minutes later (GMT+10:30)']],
])('of %s %s in %s it is asked which one is meant', (date, time, zone, choices) => {
  const asked = read(date, time, zone)
  expect(asked.kind === 'twice' && [asked.first, asked.second]).toEqual(choices)
  const [first, second] = (['first', 'second'] as const).map((which) => read(date, time, zone, which))
  const moments = [first, second].map((each) => (each?.kind === 'moment' ? each.at.getTime() : 0))
  expect((moments[1] ?? 0) - (moments[0] ?? 0)).toBeGreaterThan(0)
})

test('between the two hours only the second can be meant', () => {
  const start = { date: '2026-10-25', time: '02:30' }
  expect(readStartTime(start, new Date('2026-10-25T00:45:00Z'), 'Europe/Berlin')).toEqual({
    kind: 'moment',
    at: new Date('2026-10-25T01:30:00Z'),
  })
})

test('tomorrow at ten is proposed, by the shop’s calendar', () => {
  expect(proposedTime(new Date('2026-10-20T23:30:00Z'), 'Asia/Tokyo')).toEqual({ date: '2026-10-22', time: '10:00' })
  expect(proposedTime(new Date('2026-10-20T23:30:00Z'), 'America/New_York')).toEqual({
    date: '2026-10-21',
    time: '10:00',
  })
})

test.each([null, {}, { date: 1, time: 2 }, { date: 'x'.repeat(21), time: '' }, { date: '', time: '', which: 'third' }])(
  '%j asks for no time',
  (body) => {
    expect(startTime.safeParse(body).success).toBe(false)
  },
)
