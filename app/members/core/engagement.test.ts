import { describe, expect, test } from 'vitest'
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

describe('the level that a score asks for', () => {
  const scores = Array.from({ length: 100 }, (_, index) => index + 1)
  test('is the lowest that has it', () => {
    for (const score of scores) {
      const least = levelOf(score, TODAY)
      expect([score, scoreAt(least, TODAY) >= score, scoreAt(least - 1, TODAY) >= score]).toEqual([score, true, false])
    }
  })
  test('rises by one each day', () => {
    for (const score of scores) expect(levelOf(score, daysLater(17)) - levelOf(score, TODAY)).toBe(17)
  })
  test.each([
    [0, 'everybody'],
    [-5, 'everybody'],
    [101, 'nobody'],
  ])('of %i is that of %s', (score, whose) => {
    expect(level(0.000_1) >= levelOf(score, TODAY)).toBe(whose === 'everybody')
    expect(level(1_000_000) >= levelOf(score, TODAY)).toBe(whose === 'everybody')
  })
})
