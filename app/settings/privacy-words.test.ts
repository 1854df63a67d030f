import { expect, test } from 'vitest'
import { daysWords, lossWords } from './privacy-words.ts'

test.each([
  [0, '0 days'],
  [30, '30 days'],
  [90, '90 days'],
  [180, '180 days'],
  [365, '1 year'],
  [730, '2 years'],
])('%i days are told as %s', (days, words) => expect(daysWords(days)).toBe(words))

test.each([
  [{ events: null, addresses: false }, []],
  [
    { events: null, addresses: true },
    ['Tonight: the full IP addresses of all opens and clicks. Their first parts are kept.'],
  ],
  [
    { events: { days: 30, campaigns: 0 }, addresses: false },
    ['Who got, opened, and clicked each campaign, 30 days after its last email. No campaign is that old today.'],
  ],
  [
    { events: { days: 365, campaigns: 1 }, addresses: false },
    [
      'Tonight: who got, opened, and clicked 1 campaign whose last email was sent more than 1 year ago, and later ones when they reach that age.',
    ],
  ],
  [
    { events: { days: 90, campaigns: 1234 }, addresses: true },
    [
      'Tonight: who got, opened, and clicked 1,234 campaigns whose last email was sent more than 90 days ago, and later ones when they reach that age.',
      'Tonight: the full IP addresses of all opens and clicks. Their first parts are kept.',
    ],
  ],
])('%j is said as %j', (loss, words) => expect(lossWords(loss)).toEqual(words))
