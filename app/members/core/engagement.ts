// How engaged a member is. Every open weighs 1 and every click 4, half as much with each 30 days that it is old. What is
// kept of the sum has no age: each weight is taken as it would be worth on a fixed day, so that nothing is rewritten as time
// passes, and the level is its logarithm in steps of 30 to the doubling. So the level that a score asks for rises by one each
// day, whoever it is asked of.

export const OPEN_WEIGHT = 1
export const CLICK_WEIGHT = 4
const HALF_LIFE_DAYS = 30
/** The sum at which the score is 50. */
const MIDDLE = 4
/** How many days are kept of each kind. */
export const DAYS_KEPT = 10

/** What a smallint holds. */
const LARGEST_LEVEL = 32_767

const DAY_ZERO = Date.UTC(2020, 0, 1)
const DAY_MS = 86_400_000

/** The number of a moment's day in UTC, as it is kept: days since the beginning of 2020. */
export const dayOf = (at: Date): number => Math.floor((at.getTime() - DAY_ZERO) / DAY_MS)

/** The sum of weights that a level stands for at a moment, 0 where there is none. */
export const weightAt = (level: number | null, at: Date): number =>
  level === null ? 0 : 2 ** ((level - dayOf(at)) / HALF_LIFE_DAYS)

/** A whole number from 0, nobody who did anything, to 100; half way with four opens or one click today. */
export const scoreAt = (level: number | null, at: Date): number => scoreOf(weightAt(level, at))

const scoreOf = (weight: number) => Math.round((100 * weight) / (weight + MIDDLE))

/** SQL: the day of `at` as it is kept. */
export const sqlDay = (at: string) => `((${at} AT TIME ZONE 'UTC')::date - date '2020-01-01')::smallint`

/**
 * SQL: what a weight of 1 on `day` is worth. Cut to 16 bits behind the point, so that a sum is the same in whatever order it
 * is made, over three years at least.
 */
export const sqlWorth = (day: string) =>
  `(power(2::float8, ${day} / ${HALF_LIFE_DAYS}) * round(65536 * power(2::float8, (${day} % ${HALF_LIFE_DAYS}) / ${HALF_LIFE_DAYS}::float8)) / 65536)`

/** SQL: the level of a sum of weights. */
export const sqlLevel = (weight: string) =>
  `(CASE WHEN ${weight} > 0 THEN round(${HALF_LIFE_DAYS} * ln(${weight}) / 0.6931471805599453)::smallint END)`

/** The lowest level at which the score of a moment is at least `score`, which is from 1 to 101; out of reach for 101. */
export function levelOf(score: number, at: Date): number {
  if (score > 100) return LARGEST_LEVEL
  // The score is rounded: half a point less will do.
  const weight = (MIDDLE * (score - 0.5)) / (100.5 - score)
  let level = Math.ceil(dayOf(at) + HALF_LIFE_DAYS * Math.log2(weight))
  while (scoreAt(level, at) < score) level += 1
  while (scoreAt(level - 1, at) >= score) level -= 1
  return level
}
