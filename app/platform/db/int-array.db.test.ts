import { describe, expect, it } from 'vitest'
import { db } from './db.server.ts'
import { intArray, type IntType } from './int-array.ts'

const asked = async (type: IntType, values: (number | string)[]): Promise<string[] | null> => {
  const given = intArray(type, values, (value) => value)
  const found = await db().query<{ all: string[] | null }>(
    `SELECT array_agg(each::text ORDER BY place) AS all FROM unnest($1::${type}[]) WITH ORDINALITY AS g(each, place)`,
    [given],
  )
  return found.rows[0]?.all ?? null
}

describe('an array of whole numbers as a parameter', () => {
  it.each([
    ['int2', [0, 1, -1, 32_767, -32_768]],
    ['int4', [0, 7, -7, 2_147_483_647, -2_147_483_648]],
    ['int8', [0, 1, -1, 4_294_967_295, 4_294_967_296, -4_294_967_296, -4_294_967_297, 1_764_432_000_000]],
    ['int8', ['7000000000012', '9007199254740991', '9007199254740993', '9223372036854775807', '-9223372036854775808']],
    ['int8', [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER]],
  ] as [IntType, (number | string)[]][])('reaches the database as what it was: %s %j', async (type, values) => {
    expect(await asked(type, values)).toEqual(values.map(String))
  })

  it('may be empty, or thousands long', async () => {
    expect(await asked('int4', [])).toBeNull()
    const many = Array.from({ length: 20_000 }, (_, number) => number * 100_003)
    expect(await asked('int8', many)).toEqual(many.map(String))
  })

  it.each([
    ['int2', 32_768],
    ['int2', -32_769],
    ['int4', 2_147_483_648],
    ['int8', '9223372036854775808'],
    ['int8', '-9223372036854775809'],
  ] as [IntType, number | string][])('refuses what %s can not hold: %s', (type, value) => {
    expect(() => intArray(type, [value], (each) => each)).toThrow(RangeError)
  })
})
