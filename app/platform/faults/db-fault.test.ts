import { describe, expect, test } from 'vitest'
import { isDatabaseAway, isPassing, refusesRows, spoilsConnection, TimeIsUp } from './db-fault.ts'

const fault = (code: string, message = 'no matter what', options?: ErrorOptions) =>
  Object.assign(new Error(message, options), { code })

const AWAY: [string, Error][] = [
  ['read-only after a failover', fault('25006')],
  ['an administrator ended the connection', fault('57P01')],
  ['the server is starting up', fault('57P03')],
  ['the statement took too long', fault('57014')],
  ['too many connections', fault('53300')],
  ['the disk is full', fault('53100')],
  ['an I/O error', fault('58030')],
  ['the connection failed', fault('08006')],
  ['nobody listens', fault('ECONNREFUSED')],
  ['the connection was reset', fault('ECONNRESET')],
  ['the host does not answer', fault('ETIMEDOUT')],
  ['no route', fault('EHOSTUNREACH')],
  ['the name is not known just now', fault('EAI_AGAIN')],
  ['the driver lost its connection', new Error('Connection terminated unexpectedly')],
  ['the driver waited too long for a connection', new Error('timeout exceeded when trying to connect')],
  ['the driver waited too long for an answer', new Error('Query read timeout')],
  ['Prisma can not reach the server', fault('P1001')],
  ['Prisma has no connection free', fault('P2024')],
  ['we waited long enough', new TimeIsUp('not done within 8000 ms')],
]

const OURS: [string, unknown][] = [
  ['a number too large', fault('22003')],
  ['a NUL in a text', fault('22021')],
  ['a row that is there already', fault('23505')],
  ['a table that is not there', fault('42P01')],
  ['no right to write', fault('42501')],
  ['a deadlock, which is over at once', fault('40P01')],
  ['a lock was not to be had', fault('55P03')],
  ['a broken statement', fault('42601')],
  ['a transaction that has failed', fault('25P02')],
  ['a bug', new TypeError('x is not a function')],
  ['a text that only quotes such words', new Error('the member wrote: Connection terminated')],
  ['a file that is not there', fault('ENOENT')],
  ['Shopify is not reached', new Error('Shopify could not be reached', { cause: fault('ECONNREFUSED') })],
  ['a fetch failed', new TypeError('fetch failed', { cause: fault('ETIMEDOUT') })],
  ['SES is not reached', Object.assign(fault('ECONNREFUSED'), { $metadata: { attempts: 1 } })],
  ['SES did not answer', Object.assign(new Error('timed out'), { name: 'TimeoutError', $metadata: {} })],
  ['SNS can not be asked', new Error('SNS could not be asked', { cause: new TypeError('fetch failed') })],
  ['no error at all', 'ECONNREFUSED'],
  ['nothing', undefined],
]

/** As Prisma throws what its adapter met. */
const ofPrisma = (originalCode: string) =>
  Object.assign(fault('P2039'), { meta: { driverAdapterError: { cause: { kind: 'postgres', originalCode } } } })

AWAY.push(['Prisma met a read-only server', ofPrisma('25006')], ['Prisma met a full one', ofPrisma('53100')])
OURS.push(['Prisma met a row that is there already', ofPrisma('23505')], ['Prisma tells nothing', fault('P2039')])

describe('what a failure of the database says', () => {
  test.each(AWAY)('%s: a later try may do', (_, error) => {
    expect(isDatabaseAway(error)).toBe(true)
    expect(refusesRows(error)).toBe(false)
  })

  test.each(OURS)('%s: waiting does not help', (_, error) => expect(isDatabaseAway(error)).toBe(false))

  test.each(['22003', '22021', '22P02', '23502', '23505', '23514'])('%s refuses the rows', (code) =>
    expect(refusesRows(fault(code))).toBe(true),
  )

  test.each(['25006', '42P01', '42501', 'XX000', '0A000', '28P01', '22', '22003x'])('%s does not', (code) =>
    expect(refusesRows(fault(code))).toBe(false),
  )

  test.each([
    ['40P01', true],
    ['40001', true],
    ['40003', true],
    ['55P03', true],
    ['55006', false],
    ['23505', false],
    ['57014', false],
    ['ECONNRESET', false],
  ])('%s passes by itself: %s', (code, passes) => expect(isPassing(fault(code))).toBe(passes))

  test.each([
    ['25006', true],
    ['57P01', true],
    ['57P02', true],
    ['08006', true],
    ['ECONNRESET', true],
    ['57014', false],
    ['40P01', false],
    ['53200', false],
    ['23505', false],
    ['42P01', false],
  ])('after %s the connection is of no use: %s', (code, spoilt) => expect(spoilsConnection(fault(code))).toBe(spoilt))

  test('a connection whose answer did not come in time is never used again', () =>
    expect(spoilsConnection(new Error('Query read timeout'))).toBe(true))
})
