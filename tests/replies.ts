// Mails that somebody answers, and the answers.
import { readReplyAddress, replyAddress } from '#app/tracking/reply-address.server.ts'
import type { Recipient } from '#app/tracking/links.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { env } from '#app/platform/env.server.ts'
import { type AMailing, aMailing, aMember, aRecipient, aTenant } from './factories.ts'

export const REPLY_DOMAIN = 'reply.glancito-demo.example'
export const SHOPS_MAILBOX = 'help@shop.example'

env().REPLY_DOMAIN = REPLY_DOMAIN

export type Answered = AMailing & { memberId: bigint; address: string; recipient: Recipient }

/** An e-mail that was sent by a shop with a mailbox for replies, and the address that answers it. */
export async function anAnsweredMail(row: { tenantId?: number; memberId?: bigint } = {}): Promise<Answered> {
  const tenantId = row.tenantId ?? (await aShopWithMailbox())
  const memberId = row.memberId ?? (await aMember(tenantId))
  const mailing = await aMailing(tenantId)
  const { mailingId } = mailing
  await aRecipient(mailing, memberId, { state: 'sent', attempt: 1, message_id: 'm' })
  const address = replyAddress({ tenantId, mailingId, sendNo: 0, memberId }, REPLY_DOMAIN)
  const recipient = readReplyAddress(address)
  if (!recipient) throw new Error('an address of ours is not read')
  return { ...mailing, memberId, address, recipient }
}

export async function aShopWithMailbox(): Promise<number> {
  const tenantId = await aTenant()
  await db().query('UPDATE settings SET reply_to = $2 WHERE tenant_id = $1', [tenantId, SHOPS_MAILBOX])
  return tenantId
}

let next = 1

/** A mail as it comes in; further headers stand before those that it has anyway. */
export function aMail(body = 'Do you have it in blue?', headers: string[] = []): Buffer {
  const head = [
    ...headers,
    'From: Ann Example <ann@example.org>',
    'Subject: Re: Spring is here',
    `Message-ID: <${next++}@example.org>`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
  ]
  return Buffer.from([...head, '', body, ''].join('\r\n'))
}

export async function repliesOf({ mailingId }: Pick<Answered, 'mailingId'>): Promise<number> {
  const found = await db().query(
    'SELECT coalesce(sum(hits), 0)::int AS hits FROM mail_events WHERE type = 15 AND mailing_id = $1',
    [mailingId],
  )
  return found.rows[0].hits
}

/** How many replies of a mailing are on their way. */
export async function waitingOf({ mailingId }: Pick<Answered, 'mailingId'>): Promise<number> {
  const found = await db().query(
    'SELECT count(*)::int AS mails FROM reply_forwards WHERE raw IS NOT NULL AND mailing_id = $1',
    [mailingId],
  )
  return found.rows[0].mails
}
