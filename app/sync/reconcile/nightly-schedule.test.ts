import { expect, test } from 'vitest'
import { isNightlyCheckDue } from './nightly-schedule.ts'

test.each([
  ['Europe/Berlin', '2026-11-21T02:09:00Z', false],
  ['Europe/Berlin', '2026-11-21T02:10:00Z', true],
  ['America/Los_Angeles', '2026-11-21T11:09:00Z', false],
  ['America/Los_Angeles', '2026-11-21T11:10:00Z', true],
  ['Asia/Tokyo', '2026-11-20T18:09:00Z', false],
  ['Asia/Tokyo', '2026-11-20T18:10:00Z', true],
  ['Not/AZone', '2026-11-21T03:09:00Z', false],
  ['Not/AZone', '2026-11-21T03:10:00Z', true],
])('in %s at %s the nightly check is due: %s', (timezone, now, due) => {
  const last = new Date(new Date(now).getTime() - 86_400_000)
  expect(isNightlyCheckDue(new Date(now), { tenantId: 45, timezone, last })).toBe(due)
})

test('a shop is checked once a day, also when its merchant asked for it in the morning', () => {
  const shop = { tenantId: 0, timezone: 'UTC' }
  const now = new Date('2026-11-21T03:30:00Z')
  expect(isNightlyCheckDue(now, { ...shop, last: new Date('2026-11-21T03:11:00Z') })).toBe(false)
  expect(isNightlyCheckDue(now, { ...shop, last: new Date('2026-11-20T23:59:00Z') })).toBe(true)
})

test('shops of one time zone are spread over the hour', () => {
  const due = (now: string) =>
    Array.from({ length: 100 }, (_, tenantId) => tenantId).filter((tenantId) =>
      isNightlyCheckDue(new Date(now), { tenantId, timezone: 'UTC', last: new Date('2026-11-20T03:20:00Z') }),
    ).length
  expect(due('2026-11-21T03:10:00Z')).toBeLessThan(10)
  expect(due('2026-11-21T04:00:00Z')).toBe(100)
})
