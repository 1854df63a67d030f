import { expect, test } from 'vitest'
import { momentsOf, wallClockAt } from './wall-clock.ts'

const iso = (at: Date) => at.toISOString().replace(':00.000Z', 'Z')

test.each([
  ['Europe/Berlin', '2026-12-01', '10:00', '2026-12-01T09:00Z'],
  ['Europe/Berlin', '2027-03-28', '01:59', '2027-03-28T00:59Z'],
  ['Europe/Berlin', '2027-03-28', '03:00', '2027-03-28T01:00Z'],
  ['America/New_York', '2027-03-14', '03:00', '2027-03-14T07:00Z'],
  ['America/St_Johns', '2026-12-01', '09:15', '2026-12-01T12:45Z'],
  ['Asia/Kathmandu', '2026-12-01', '00:00', '2026-11-30T18:15Z'],
  ['Australia/Eucla', '2026-12-01', '23:59', '2026-12-01T15:14Z'],
  ['Pacific/Kiritimati', '2026-12-31', '23:00', '2026-12-31T09:00Z'],
  ['Pacific/Pago_Pago', '2026-12-31', '23:00', '2027-01-01T10:00Z'],
  ['UTC', '2028-02-29', '12:00', '2028-02-29T12:00Z'],
  // A zone that nobody knows is UTC.
  ['Mars/Olympus', '2026-12-01', '10:00', '2026-12-01T10:00Z'],
])('in %s %s %s is one moment', (zone, date, time, moment) => {
  expect(momentsOf({ date, time }, zone)).toEqual({ kind: 'once', at: new Date(moment.replace('Z', ':00Z')) })
})

test.each([
  ['Europe/Berlin', '2027-10-31', '02:30', ['2027-10-31T00:30Z', '2027-10-31T01:30Z']],
  ['Europe/Berlin', '2027-10-31', '02:00', ['2027-10-31T00:00Z', '2027-10-31T01:00Z']],
  ['America/New_York', '2026-11-01', '01:15', ['2026-11-01T05:15Z', '2026-11-01T06:15Z']],
  // Half an hour is set back.
  ['Australia/Lord_Howe', '2027-04-04', '01:45', ['2027-04-03T14:45Z', '2027-04-03T15:15Z']],
  ['Pacific/Chatham', '2027-04-04', '03:00', ['2027-04-03T13:15Z', '2027-04-03T14:15Z']],
  // The day before ends twice.
  ['America/Havana', '2026-11-01', '00:30', ['2026-11-01T04:30Z', '2026-11-01T05:30Z']],
  ['Africa/Cairo', '2026-10-29', '23:30', ['2026-10-29T20:30Z', '2026-10-29T21:30Z']],
])('in %s %s %s comes twice', (zone, date, time, both) => {
  const moments = momentsOf({ date, time }, zone)
  expect(moments?.kind === 'twice' && [iso(moments.first), iso(moments.second)]).toEqual(both)
})

test.each([
  ['Europe/Berlin', '2027-03-28', '02:30', ['01:59', '03:00']],
  ['Europe/Berlin', '2027-03-28', '02:00', ['01:59', '03:00']],
  ['America/New_York', '2027-03-14', '02:59', ['01:59', '03:00']],
  ['Australia/Lord_Howe', '2026-10-04', '02:15', ['01:59', '02:30']],
  ['Pacific/Chatham', '2026-09-27', '03:00', ['02:44', '03:45']],
  // Midnight itself is left out.
  ['America/Havana', '2027-03-14', '00:30', ['23:59', '01:00']],
  ['Asia/Beirut', '2027-03-28', '00:00', ['23:59', '01:00']],
])('in %s no clock shows %s %s: they jump over %j', (zone, date, time, jump) => {
  const moments = momentsOf({ date, time }, zone)
  expect(moments?.kind === 'never' && [moments.last.time, moments.next.time]).toEqual(jump)
})

test.each([
  ['2026-02-30', '10:00'],
  ['2027-02-29', '10:00'],
  ['2026-13-01', '10:00'],
  ['2026-12-01', '24:00'],
  ['2026-12-01', '10:60'],
  ['2026-12-01', '9:00'],
  ['26-12-01', '10:00'],
  ['+002026-12-01', '10:00'],
  ['', ''],
  ['2026-12-01[u-ca=hebrew]', '10:00'],
  ['2026-12-01', '10:00Z'],
])('%j %j is no time of any clock', (date, time) => {
  expect(momentsOf({ date, time }, 'Europe/Berlin')).toBeNull()
})

test.each(Intl.supportedValuesOf('timeZone'))(
  'every quarter hour of a year in %s is found again from its clock',
  (zone) => {
    for (let at = Date.UTC(2027, 0, 1); at < Date.UTC(2028, 0, 1); at += 37 * 900_000) {
      const moments = momentsOf(wallClockAt(new Date(at), zone), zone)
      const found =
        moments?.kind === 'once' ? [moments.at] : moments?.kind === 'twice' ? [moments.first, moments.second] : []
      expect(found.map((moment) => moment.getTime())).toContain(at)
    }
  },
)
