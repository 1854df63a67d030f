import { expect, test } from 'vitest'
import { orderItems, orderNotes } from './order-words.ts'

test.each([
  [{ titles: ['Mug'], items: 1 }, '1 item: Mug'],
  [{ titles: ['Mug', 'Scarf'], items: 3 }, '3 items: Mug, Scarf'],
  [{ titles: ['Soap', 'Mug', 'Soap'], items: 3 }, '3 items: Soap, Mug'],
  [{ titles: [], items: 0 }, '0 items'],
  [{ titles: ['', ' '], items: 2 }, '2 items'],
  [{ titles: ['מגבת', 'Mug'], items: 1200 }, '1,200 items: מגבת, Mug'],
])('%j is told as %s', (order, words) => {
  expect(orderItems(order)).toBe(words)
})

const PLAIN = { isTest: false, cancelledAt: null, refunded: '0', currency: 'EUR' }
test.each([
  [PLAIN, []],
  [{ ...PLAIN, isTest: true }, ['Test']],
  [{ ...PLAIN, cancelledAt: '2026-11-01T10:00:00Z' }, ['Cancelled']],
  [{ ...PLAIN, refunded: '12.500' }, ['Refunded €12.50']],
  [{ ...PLAIN, refunded: '1500.000', currency: 'JPY', isTest: true }, ['Test', 'Refunded ¥1,500']],
])('of %j the merchant reads %j', (order, notes) => {
  expect(orderNotes(order)).toEqual(notes)
})
