import { expect, test } from 'vitest'
import { dayOf, levelOf, scoreAt, weightAt } from './engagement.ts'

const TODAY = new Date('2026-11-30T23:59:59Z')
const daysLater = (days: number) => new Date(TODAY.getTime() + days * 86_400_000)
/** The level of a sum of weights of today. */
const level = (weight: number) => Math.round(30 * Math.log2(weight)) + dayOf(TODAY)

test.each([
  [1, 20],
  [4, 50],
  [8, 67],
  [16, 80],
  [36, 90],
  [400, 99],
])('whose opens and clicks of today weigh %f has the score %i', (weight, score) => {
  expect(scoreAt(level(weight), TODAY)).toBe(score)
})

test('who did nothing has the score 0', () => {
  expect([scoreAt(null, TODAY), weightAt(null, TODAY)]).toEqual([0, 0])
})

test('every 30 days half of it is gone', () => {
  expect(weightAt(level(8), daysLater(30))).toBeCloseTo(4)
  expect(weightAt(level(8), daysLater(90))).toBeCloseTo(1)
  expect(scoreAt(level(4), daysLater(30))).toBe(33)
})

test('the level that a score asks for rises by one each day', () => {
  for (const days of [1, 17, 400])
    for (const weight of [0.5, 1, 3, 50]) {
      expect(scoreAt(level(weight) + days, daysLater(days))).toBe(scoreAt(level(weight), TODAY))
    }
})

test('every score begins at one level, on any day', () => {
  for (const at of [TODAY, daysLater(1), daysLater(4000), new Date('2019-12-31T00:00:00Z')])
    for (let score = 1; score <= 100; score += 1) {
      const begins = levelOf(score, at)
      expect([score, scoreAt(begins, at) >= score, scoreAt(begins - 1, at) >= score]).toEqual([score, true, false])
    }
  expect(scoreAt(levelOf(101, TODAY) - 1, TODAY)).toBe(100)
})
