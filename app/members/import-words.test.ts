import { expect, test } from 'vitest'
import { describeImport, type ImportCounts } from './import-words.ts'

const row: ImportCounts = { status: 'running', objectsExpected: 5000, objectsExported: 0, rowsLoaded: 0 }

test.each<[string, Partial<ImportCounts>, object]>([
  ['asked for', { status: 'requested' }, { percent: 0, text: 'Shopify is preparing your customers' }],
  [
    'exported by half',
    { objectsExported: 2500 },
    { percent: 25, text: 'Shopify has prepared 2,500 customers of 5,000' },
  ],
  [
    'of unknown size',
    { objectsExported: 2500, objectsExpected: null },
    { percent: 0, text: 'Shopify has prepared 2,500 customers' },
  ],
  ['being loaded', { status: 'loading', rowsLoaded: 1250 }, { percent: 62.5, text: '1,250 of 5,000 members are here' }],
  ['larger than expected', { status: 'loading', rowsLoaded: 6000 }, { percent: 100 }],
  ['finished', { status: 'done' }, { state: 'done' }],
  ['broken', { status: 'failed' }, { state: 'failed' }],
])('an import %s', (_, change, progress) => {
  expect(describeImport({ ...row, ...change })).toMatchObject(progress)
})

test('a shop that never imported has no progress to show', () => {
  expect(describeImport(null)).toEqual({ state: 'none' })
})
