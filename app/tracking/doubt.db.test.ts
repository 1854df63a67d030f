import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { aMailing, aMember, aRecipient, aTenant } from '#tests/factories.ts'
import { webForTests } from '#tests/web.ts'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { recordEvents } from './events.server.ts'
import { EVENT } from './events.ts'
import { type Mailed, unsubscribeUrl } from './links.server.ts'
import { PROVIDER } from './provider/providers.ts'

const ask = webForTests()
const PERSON = {
  'user-agent':
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36',
}
const NOW = new Date('2026-11-30T09:00:00Z')
const secondsAgo = (seconds: number) => new Date(NOW.getTime() - seconds * 1000)

let tenantId = 0
beforeAll(async () => {
  tenantId = await aTenant()
})
beforeEach(() => clock.set(() => NOW))

async function mailed(row: Record<string, unknown>, deliveredAt?: Date): Promise<Mailed> {
  const email = `sarah.${Math.random()}@example.com`
  const memberId = await aMember(tenantId, { email, email_state: 'SUBSCRIBED' })
  const mailing = await aMailing(tenantId)
  await aRecipient(mailing, memberId, { state: 'sent', ...row })
  const receipt = { ...mailing, sendNo: 0, memberId }
  if (deliveredAt) await recordEvents(db(), [{ ...receipt, type: EVENT.delivered, at: deliveredAt }])
  return { ...receipt, attempt: 1, email }
}

const isOut = async ({ memberId }: Mailed) =>
  (await db().query('SELECT email_unsubscribed AS out FROM members WHERE member_id = $1', [memberId])).rows[0].out

test.each([
  ['seconds after the hand-over', { settled_at: secondsAgo(20) }, undefined],
  ['seconds after the delivery, which took its time', { settled_at: secondsAgo(1_800) }, secondsAgo(15)],
  ['long after, behind Microsoft 365', { settled_at: secondsAgo(86_400), provider: PROVIDER.microsoft365 }, undefined],
  ['long after, behind Proofpoint', { settled_at: secondsAgo(86_400), provider: PROVIDER.proofpoint }, undefined],
  ['long after, behind Cisco', { settled_at: secondsAgo(7_200), provider: PROVIDER.cisco }, secondsAgo(7_190)],
])('who follows the link %s is shown a button, and the button acts', async (_when, row, deliveredAt) => {
  const sarah = await mailed(row, deliveredAt)
  const shown = await (await ask(unsubscribeUrl(sarah), { headers: PERSON })).text()
  expect([shown.match(/<button/g)?.length, await isOut(sarah)]).toEqual([1, false])
  const pressed = await ask(unsubscribeUrl(sarah), {
    method: 'POST',
    headers: { ...PERSON, 'content-type': 'application/x-www-form-urlencoded' },
    body: 'action=unsubscribe',
  })
  expect([pressed.status, await isOut(sarah)]).toEqual([200, true])
})

test.each([
  ['two minutes after the delivery', { settled_at: secondsAgo(180) }, secondsAgo(120)],
  ['two minutes after a hand-over that nobody has confirmed', { settled_at: secondsAgo(121) }, undefined],
  ['a day later, at Gmail', { settled_at: secondsAgo(86_400), provider: PROVIDER.google }, undefined],
  [
    'a year later, of a release that knew no providers',
    { settled_at: secondsAgo(31_000_000), provider: null },
    undefined,
  ],
  ['of a mailing whose recipients are gone', { settled_at: null }, undefined],
])('who follows it %s is out at once', async (_when, row, deliveredAt) => {
  const sarah = await mailed(row, deliveredAt)
  await (await ask(unsubscribeUrl(sarah), { headers: PERSON })).text()
  expect(await isOut(sarah)).toBe(true)
})

test('a one-click POST acts at once, seconds after delivery and behind a gateway too', async () => {
  const sarah = await mailed({ settled_at: secondsAgo(2), provider: PROVIDER.mimecast }, secondsAgo(1))
  await ask(unsubscribeUrl(sarah), { method: 'POST', body: 'List-Unsubscribe=One-Click' })
  expect(await isOut(sarah)).toBe(true)
})
