import { clock } from '#app/platform/clock.server.ts'
import { eraseMember } from '#app/members/intake/erase.server.ts'
import { aMember, aTenant } from '#tests/factories.ts'
import { withFakeSes } from '#tests/fake-ses.ts'
import { afterEach, describe, expect, test } from 'vitest'
import { sendTestMail } from './test-mail.server.ts'

const ses = withFakeSes()
afterEach(() => clock.set())

const MESSAGE = { subject: 'Hi', preheader: '', html: '<p>Hello</p>' }
const testTo = (tenantId: number, address: string) => sendTestMail(tenantId, MESSAGE, { address })

describe('a test e-mail is not sent to a member of the shop', () => {
  test.each([
    ['who unsubscribed here', { email_unsubscribed: true }, 'has unsubscribed'],
    ['who unsubscribed in Shopify', { email_state: 'UNSUBSCRIBED' }, 'has unsubscribed'],
    ['who complained', { email_complaint_at: new Date() }, 'marked one of your emails as spam'],
    ['whose address hard-bounced', { email_bounce_type: 'hard' }, 'clear the bounce'],
    [
      'who complained, and unsubscribed',
      { email_complaint_at: new Date(), email_unsubscribed: true },
      'has unsubscribed',
    ],
  ])('%s', async (_, row, words) => {
    const tenantId = await aTenant()
    await aMember(tenantId, { email: 'Reader@Mail.example', ...row })
    for (const address of ['reader@mail.example', ' READER@mail.example '])
      expect(await testTo(tenantId, address)).toEqual({ ok: false, problem: expect.stringContaining(words) })
    expect(ses.mails).toEqual([])
  })

  test.each([
    ['never agreed', { email_state: 'NOT_SUBSCRIBED' }],
    ['has a full mailbox', { email_bounce_type: 'soft' }],
    ['is subscribed', {}],
  ])('but to one who %s it is', async (_, row) => {
    const tenantId = await aTenant()
    await aMember(tenantId, { email: 'reader@mail.example', ...row })
    expect(await testTo(tenantId, 'reader@mail.example')).toEqual({ ok: true })
  })

  test.each([
    ['reader@mail.example', 'Reader@mail.example'],
    ['reader@bücher.example', 'reader@xn--bcher-kva.example'],
  ])('who has since been erased (%s, %s)', async (email, address) => {
    const [tenantId, other] = [await aTenant(), await aTenant()]
    const member = await aMember(tenantId, { email, email_unsubscribed: true })
    await eraseMember(tenantId, member)
    expect(await testTo(tenantId, address)).toEqual({
      ok: false,
      problem: expect.stringContaining('has since been erased'),
    })
    expect(await testTo(other, address)).toEqual({ ok: true })
    await aMember(tenantId, { email: address })
    expect(await testTo(tenantId, address)).toEqual({ ok: true })
  })

  test('while another shop’s member is nobody here', async () => {
    const [mine, other] = [await aTenant(), await aTenant()]
    await aMember(other, { email: 'reader@mail.example', email_unsubscribed: true })
    expect(await testTo(mine, 'reader@mail.example')).toEqual({ ok: true })
  })
})

test('a shop sends 30 tests an hour, over all processes, and then is told when the next may be sent', async () => {
  const [tenantId, other] = [await aTenant(), await aTenant()]
  const begun = new Date('2026-11-28T12:00:00Z')
  clock.set(() => begun)
  const sent = await Promise.all(Array.from({ length: 35 }, () => testTo(tenantId, 'me@shop.example')))
  expect(sent.filter(({ ok }) => ok)).toHaveLength(30)
  expect(ses.mails).toHaveLength(30)
  clock.set(() => new Date(begun.getTime() + 18 * 60_000))
  expect(await testTo(tenantId, 'me@shop.example')).toEqual({
    ok: false,
    problem: 'You’ve reached the limit of 30 test emails an hour. You can send the next one in 42 minutes.',
  })
  expect(await testTo(other, 'me@shop.example')).toEqual({ ok: true })
  clock.set(() => new Date(begun.getTime() + 59.5 * 60_000))
  expect(await testTo(tenantId, 'me@shop.example')).toMatchObject({ problem: expect.stringContaining('in 1 minute.') })
  clock.set(() => new Date(begun.getTime() + 60 * 60_000))
  expect(await testTo(tenantId, 'me@shop.example')).toEqual({ ok: true })
})

test('a test that is refused for its address does not count', async () => {
  const tenantId = await aTenant()
  await aMember(tenantId, { email: 'reader@mail.example', email_unsubscribed: true })
  for (let count = 0; count < 31; count += 1) await testTo(tenantId, 'reader@mail.example')
  expect(await testTo(tenantId, 'me@shop.example')).toEqual({ ok: true })
})

test.each([
  ['suspend', /^Amazon has suspended this Amazon SES account/, 'The account is suspended'],
  ['unverified', /^This Amazon SES account is still in the sandbox/, /US-EAST-1/],
  ['refuse', /^Amazon SES doesn’t accept this address/, 'Local part is not ASCII'],
  ['quota', /^This Amazon SES account has reached its 24-hour sending limit/, /^$/],
  ['throttle', /^Amazon SES isn’t accepting more emails right now/, /^$/],
] as const)('a test that SES answers with "%s" is told in words', async (behaviour, problem, detail) => {
  ses.behave = () => behaviour
  const told = await testTo(await aTenant(), 'me@shop.example')
  expect(told).toMatchObject({ ok: false, problem: expect.stringMatching(problem) })
  expect(told.ok ? null : (told.detail ?? '')).toMatch(detail)
})
