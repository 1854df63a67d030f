import { expect, test } from 'vitest'
import { describeImport, type ImportCounts } from './import-words.ts'

const row: ImportCounts = {
  status: 'running',
  objectsExpected: 5000,
  objectsExported: 0,
  rowsLoaded: 0,
  rowsUnreadable: 0,
  unreadable: [],
  error: null,
}

test.each<[string, Partial<ImportCounts>, object]>([
  ['asked for', { status: 'requested' }, { percent: 0, text: 'Shopify is preparing your customers' }],
  [
    'asked for in vain',
    { status: 'requested', error: 'Shopify answered 503' },
    { percent: 0, text: 'Shopify isn’t responding right now; this continues automatically' },
  ],
  [
    'held up on the way',
    { objectsExported: 2500, error: 'Shopify answered 503' },
    {
      percent: 25,
      text: 'Shopify has prepared 2,500 customers of 5,000. Shopify hasn’t always responded; this continues automatically',
    },
  ],
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
  ['being loaded', { status: 'loading', rowsLoaded: 1250 }, { percent: 62.5, text: '1,250 of 5,000 members imported' }],
  ['larger than expected', { status: 'loading', rowsLoaded: 6000 }, { percent: 100 }],
  ['finished', { status: 'done' }, { state: 'done', unreadable: null }],
  [
    'finished but for some',
    { status: 'done', rowsUnreadable: 3, unreadable: ['71', '72'] },
    { state: 'done', unreadable: '3 customers couldn’t be read: 71, 72, 1 more' },
  ],
  [
    'finished but for a nameless one',
    { status: 'done', rowsUnreadable: 1 },
    { unreadable: '1 customer couldn’t be read' },
  ],
  ['broken', { status: 'failed' }, { state: 'failed' }],
])('an import %s', (_, change, progress) => {
  expect(describeImport({ ...row, ...change })).toMatchObject(progress)
})

test('a shop that never imported has no progress to show', () => {
  expect(describeImport(null)).toEqual({ state: 'none' })
})
