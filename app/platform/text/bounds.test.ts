import { expect, test } from 'vitest'
import { isBigint } from './bounds.ts'

test.each(['0', '7', '0042', '9007199254740993', '9223372036854775807'])('a bigint column holds %s', (digits) => {
  expect(isBigint(digits)).toBe(true)
})

test.each(['', '-1', '1e3', '9223372036854775808', '99999999999999999999', '１２', ' 1', '0x10'])(
  'a bigint column does not hold %j',
  (digits) => {
    expect(isBigint(digits)).toBe(false)
  },
)
