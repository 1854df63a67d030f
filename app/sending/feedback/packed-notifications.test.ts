import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Notification, NotificationPack, packOne, unpackNotifications } from './packed-notifications.ts'

const AT = new Date('2026-11-30T09:08:07.123Z')
const aNotification = (more: Partial<Notification> = {}): Notification => ({
  messageId: randomUUID(),
  topicArn: 'arn:aws:sns:us-east-1:123456789012:glancito-ses-events',
  sentAt: AT,
  message: '{"eventType":"Delivery"}',
  ...more,
})

function packed(notifications: Notification[]): Buffer {
  const pack = new NotificationPack()
  for (const notification of notifications) pack.add(notification)
  return pack.toBuffer()
}

test.each([
  ['nothing', ''],
  ['letters of two, three and four bytes', 'ä€😀'],
  ['NUL', 'a\0b'],
  ['lines', 'a\r\n\u2028b'],
  ['as much as SNS takes', 'x'.repeat(262_144)],
  ['as much as JSON may make of that', 'ü'.repeat(1_000_000)],
])('a notification that says %s comes out as it went in', (_what, message) => {
  const notification = aNotification({ message })
  expect(unpackNotifications(packOne(notification))).toEqual([notification])
})

test('half a pair, which is no text in UTF-8, is one replacement sign', () => {
  expect(unpackNotifications(packOne(aNotification({ message: 'a\uD83Db' })))).toMatchObject([{ message: 'a\uFFFDb' }])
})

test('however many they are, they come out in their order', () => {
  const some = fc.array(
    fc.record({
      messageId: fc.uuid(),
      topicArn: fc.string({ maxLength: 300, unit: 'grapheme' }),
      sentAt: fc.date({ min: new Date(0), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true }),
      message: fc.string({ maxLength: 3_000, unit: 'grapheme' }),
    }),
    { maxLength: 60 },
  )
  fc.assert(
    fc.property(some, (all) => {
      expect(unpackNotifications(packed(all))).toEqual(all)
    }),
  )
})

test('its size grows by what is added', () => {
  const pack = new NotificationPack()
  expect([pack.count, pack.size]).toEqual([0, 0])
  pack.add(aNotification({ topicArn: 'a', message: 'bcd' }))
  expect([pack.count, pack.size]).toEqual([1, 16 + 6 + 2 + 4 + 1 + 3])
})

test('a form that this release does not know is not guessed at', () => {
  const bytes = Buffer.from(packOne(aNotification()))
  bytes[0] = 9
  expect(() => unpackNotifications(bytes)).toThrow('format 9')
})
