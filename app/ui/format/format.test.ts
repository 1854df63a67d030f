import { expect, test } from 'vitest'
import {
  formatClock,
  formatCount,
  formatCountOf,
  formatDate,
  formatDateTime,
  formatExactTime,
  formatMoney,
  formatPercent,
  formatPoints,
} from './format.ts'

test('numbers are grouped, and one of a thing is not many', () => {
  expect(formatCount(1250)).toBe('1,250')
  expect(formatCountOf(1, 'member')).toBe('1 member')
  expect(formatCountOf(1250, 'member')).toBe('1,250 members')
  expect(formatCountOf(2, 'soft bounce')).toBe('2 soft bounces')
})

test('a share of nothing is a dash, not zero', () => {
  expect(formatPercent(0.1234)).toBe('12.3%')
  expect(formatPercent(0)).toBe('0%')
  expect(formatPercent(null)).toBe('—')
  expect(formatPercent(0 / 0)).toBe('—')
  expect(formatPercent(0.0012, 2)).toBe('0.12%')
})

test('money keeps the decimals of its currency', () => {
  expect(formatMoney('1250.5', 'USD')).toBe('$1,250.50')
  expect(formatMoney('1250', 'JPY')).toBe('¥1,250')
})

test("times are told in the shop's time zone", () => {
  const moment = '2026-11-21T02:30:00Z'
  expect(formatDateTime(moment, 'UTC')).toBe('Nov 21, 2026, 2:30 AM')
  expect(formatDateTime(new Date(moment), 'America/New_York')).toBe('Nov 20, 2026, 9:30 PM')
  expect(formatExactTime('2026-11-21T02:30:09Z', 'UTC')).toBe('Nov 21, 2026, 2:30:09 AM')
  expect(formatDate(moment, 'America/New_York')).toBe('Nov 20, 2026')
  expect(formatDate(null, 'UTC')).toBe('—')
})

test('a moment of today is told by its time, another by its day too, in the shop’s time zone', () => {
  const clock = (moment: string) => formatClock(moment, '2026-11-21T15:00:00Z', 'Europe/Berlin')
  expect(clock('2026-11-21T02:10:00Z')).toBe('3:10 AM')
  expect(clock('2026-11-20T23:30:00Z')).toBe('12:30 AM')
  expect(clock('2026-11-20T02:10:00Z')).toBe('Nov 20, 3:10 AM')
})

test.each([
  [0.012, '+1.2 points'],
  [-0.012, '-1.2 points'],
  [0.01, '+1 point'],
  [-0.01, '-1 point'],
  [0, '0 points'],
  [0.0004, '0 points'],
  [-0.0004, '0 points'],
  [0.3 - 0.2, '+10 points'],
])('a difference of %d is %s', (difference, words) => {
  expect(formatPoints(difference)).toBe(words)
})

test.each(['Moon/Tranquility', 'Europe/Berlin2', 'GMT+25'])(
  'in the unknown time zone %s times are those of UTC',
  (zone) => {
    const at = '2026-11-21T23:10:00Z'
    expect(formatDateTime(at, zone)).toBe('Nov 21, 2026, 11:10 PM')
    expect(formatClock(at, '2026-11-21T00:30:00Z', zone)).toBe('11:10 PM')
  },
)
