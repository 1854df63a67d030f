import { expect, test } from 'vitest'
import { daysBetween, hoursBetween, knownZone, localTime, QUARTER_MS, startOfDay } from './zone.ts'

const at = (text: string) => Date.parse(text)
const iso = (moments: number[]) => moments.map((moment) => new Date(moment).toISOString().replace(':00.000Z', 'Z'))

test.each([
  ['Asia/Kathmandu', '2026-11-19T18:20:00Z', '2026-11-19T18:15Z'],
  ['Asia/Kathmandu', '2026-11-19T18:10:00Z', '2026-11-18T18:15Z'],
  ['Asia/Kolkata', '2026-11-19T18:29:59Z', '2026-11-18T18:30Z'],
  ['Australia/Eucla', '2026-11-19T15:15:00Z', '2026-11-19T15:15Z'],
  ['Pacific/Chatham', '2026-11-19T10:15:00Z', '2026-11-19T10:15Z'],
  ['Pacific/Kiritimati', '2026-11-19T10:00:00Z', '2026-11-19T10:00Z'],
  ['Pacific/Pago_Pago', '2026-11-19T10:59:00Z', '2026-11-18T11:00Z'],
  ['America/St_Johns', '2026-11-01T12:00:00Z', '2026-11-01T02:30Z'],
  ['Australia/Lord_Howe', '2026-10-04T12:00:00Z', '2026-10-03T13:30Z'],
  ['Europe/Berlin', '2026-10-25T22:59:00Z', '2026-10-24T22:00Z'],
  // The clocks of these are set at midnight: it is left out in spring, and in autumn 23:00 comes again before it.
  ['Africa/Cairo', '2026-04-24T10:00:00Z', '2026-04-23T22:00Z'],
  ['Africa/Cairo', '2026-10-29T21:30:00Z', '2026-10-28T21:00Z'],
  ['Asia/Beirut', '2026-03-29T10:00:00Z', '2026-03-28T22:00Z'],
  ['America/Havana', '2026-03-08T12:00:00Z', '2026-03-08T05:00Z'],
  ['America/Havana', '2026-11-01T12:00:00Z', '2026-11-01T04:00Z'],
])('in %s the day of %s began at %s', (zone, moment, start) => {
  expect(iso([startOfDay(at(moment), zone)])).toEqual([start])
})

test.each([
  ['America/New_York', '2026-11-01T04:10:00Z', '2026-11-01T07:10:00Z', ['04:00', '05:00', '06:00', '07:00']],
  ['America/New_York', '2026-03-08T06:10:00Z', '2026-03-08T08:10:00Z', ['06:00', '07:00', '08:00']],
  ['Asia/Kathmandu', '2026-11-19T18:20:00Z', '2026-11-19T20:20:00Z', ['18:15', '19:15', '20:15']],
  ['Asia/Kolkata', '2026-11-19T18:20:00Z', '2026-11-19T18:40:00Z', ['17:30', '18:30']],
  // The clocks go back at 3:45: the end of the hour before comes again, and then this one.
  ['Pacific/Chatham', '2026-04-04T13:20:00Z', '2026-04-04T15:20:00Z', ['13:15', '14:00', '14:15', '15:15']],
  // Half an hour is set back at 15:00 UTC: what is left of the doubled hour is an hour of its own.
  ['Australia/Lord_Howe', '2026-04-04T14:10:00Z', '2026-04-04T16:00:00Z', ['14:00', '15:00', '15:30']],
  ['UTC', '2026-11-01T04:10:00Z', '2026-11-01T04:20:00Z', ['04:00']],
])('in %s the hours from %s to %s began at %j', (zone, first, last, hours) => {
  expect(iso(hoursBetween(at(first), at(last), zone)).map((moment) => moment.slice(11, 16))).toEqual(hours)
})

test.each(Intl.supportedValuesOf('timeZone'))(
  'every day of a year in %s is one, and follows the one before',
  (zone) => {
    const days = daysBetween(at('2026-01-01T12:00:00Z'), at('2026-12-30T12:00:00Z'), zone)
    const dates = days.map((day) => Math.floor(localTime(day, zone) / 86_400_000))
    expect(dates.every((date, index) => index === 0 || date === (dates[index - 1] ?? 0) + 1)).toBe(true)
    const before = days.map((day) => Math.floor(localTime(day - QUARTER_MS, zone) / 86_400_000))
    expect(before.every((date, index) => date === (dates[index] ?? 0) - 1)).toBe(true)
  },
)

test.each(['Mars/Olympus', '', 'Europe/Berlin ', "UTC'; --", 'GMT+99'])('%j counts as UTC', (zone) => {
  expect(knownZone(zone)).toBe('UTC')
})
