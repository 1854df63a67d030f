import { expect, test } from 'vitest'
import { csvLine } from './csv.ts'

test.each([
  [['Zoë', 'a,b', 'say "hi"', null, -5], 'Zoë,"a,b","say ""hi""",,-5\r\n'],
  [['+491701234567', '+49 170 1234567', '+1-555'], "+491701234567,'+49 170 1234567,'+1-555\r\n"],
  [['two\r\nlines', ' edge', ''], 'two lines," edge",\r\n'],
])('%j is written so that it is read back', (cells, line) => {
  expect(csvLine(cells)).toBe(line)
})

test.each([
  '=1+1',
  '+1+cmd',
  '+1555\n+1',
  '-1',
  '@SUM(A1)',
  '\t=1',
  ' =1',
  '＝1+1',
  '＋1',
  '－1',
  '＠SUM(A1)',
  ' ＝1',
  '\u200B=1',
  '\uFEFF＝1',
  '\u00A0@x',
  '\r\n=1',
  '\tname',
  '﹦1',
  '−1',
  '\u202E=1',
])('%j is no formula', (cell) => {
  expect(csvLine([cell]).replaceAll('"', '')).toMatch(/^'/)
})

test.each(['name = x', 'a＝b', '＊', '１２', '—', '·=', 'Ａ', '+491701234567'])('%j is written as it is', (cell) => {
  expect(csvLine([cell])).toBe(`${cell}\r\n`)
})
