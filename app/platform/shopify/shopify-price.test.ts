import { expect, test } from 'vitest'
import { expectedCost, learnCost } from './shopify-price.ts'

const READ = 'query Some($ids: [ID!]!) { nodes(ids: $ids) { ... on Customer { id amountSpent { amount } } } }'

test('an unknown request is guessed from above, by its objects and its ids', () => {
  expect(expectedCost(READ, { ids: ['1'] })).toBe(4)
  expect(expectedCost(READ, { ids: ['1', '2', '3'] })).toBe(12)
  expect(expectedCost('mutation M($input: I!) { m(input: $input) { userErrors { code } } }', { input: {} })).toBe(13)
})

test('what Shopify asked for counts from then on, for as many ids as it was asked', () => {
  learnCost(READ, { ids: ['1', '2'] }, 5)
  expect(expectedCost(READ, { ids: ['8', '9'] })).toBe(5)
  expect(expectedCost(READ, { ids: ['1', '2', '3'] })).toBe(12)
})
