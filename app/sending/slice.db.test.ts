// What goes wrong inside a slice stays there.
import { db } from '#app/platform/db/db.server.ts'
import { sendEmail as send, type SendEmail } from '#app/platform/ses/ses.server.ts'
import { aMailing, aMember, aTenant } from '#tests/factories.ts'
import { withFakeSes } from '#tests/fake-ses.ts'
import { beforeEach, expect, test } from 'vitest'
import { loadMail } from './mailing-mail.server.ts'
import { prepareMailing } from './prepare.server.ts'
import { countRecipients, reapLeases } from './recipients.server.ts'
import { resetBreaker, sendSlice } from './slice.server.ts'

const ses = withFakeSes()
beforeEach(() => resetBreaker())

const NONE = { queued: 0, sending: 0, sent: 0, failed: 0, unconfirmed: 0, skipped: {} }

async function aCampaignTo(count: number) {
  const tenantId = await aTenant()
  for (let index = 0; index < count; index += 1) await aMember(tenantId)
  const mailing = await aMailing(tenantId, { status: 'preparing' })
  await prepareMailing(mailing)
  return mailing
}

test('a message that can not be made fails alone, and the others are sent', async () => {
  const campaign = await aCampaignTo(5)
  const mail = await loadMail(campaign)
  const [first] = (
    await db().query<{ id: bigint }>('SELECT min(member_id) AS id FROM recipients WHERE mailing_id = $1', [
      campaign.mailingId,
    ])
  ).rows
  const sendEmail: SendEmail = (email) => {
    if (email.tags['member_id'] === String(first?.id)) throw new Error('a broken template')
    return send(email)
  }
  expect(await sendSlice(mail, { seconds: 5, concurrency: 2, sendEmail })).toEqual({ kind: 'finished' })
  expect(await countRecipients(campaign.tenantId, [campaign.mailingId])).toEqual({ ...NONE, sent: 4, failed: 1 })
})

test('results that can not be written down end the slice, and nobody is sent to twice', async () => {
  const campaign = await aCampaignTo(30)
  const mail = await loadMail(campaign)
  const sendEmail: SendEmail = async (email) => {
    if (ses.mails.length === 0) await db().query('ALTER TABLE mail_stats RENAME TO mail_stats_away')
    return send(email)
  }
  await expect(sendSlice(mail, { seconds: 15, concurrency: 2, sendEmail })).rejects.toThrow('mail_stats')
  await db().query('ALTER TABLE mail_stats_away RENAME TO mail_stats')
  const handedOver = ses.mails.length
  expect(handedOver).toBeLessThanOrEqual(6)
  await db().query("UPDATE recipients SET lease_until = now() - interval '1 second' WHERE state = 'sending'")
  await reapLeases()
  await sendSlice(mail, { seconds: 5, concurrency: 4 })
  expect(new Set(ses.mails.map(({ to }) => to)).size).toBe(ses.mails.length)
  const { sent, unconfirmed } = await countRecipients(campaign.tenantId, [campaign.mailingId])
  expect(sent + unconfirmed).toBe(30)
})

test('the reason that is kept names no recipient, even where SES quotes the address', async () => {
  const campaign = await aCampaignTo(1)
  const sendEmail: SendEmail = async ({ to }) => ({
    kind: 'refused',
    name: 'BadRequestException',
    reason: `Illegal address: <${to}>`,
  })
  await sendSlice(await loadMail(campaign), { seconds: 5, concurrency: 1, sendEmail })
  const failed = await db().query('SELECT error FROM recipients WHERE mailing_id = $1', [campaign.mailingId])
  expect(failed.rows).toEqual([{ error: 'Illegal address: <…@…>' }])
})
