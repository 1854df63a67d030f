// What machines and people do before they unsubscribe by a link, as far as it is told apart.
import {
  aMail,
  at,
  click,
  follow,
  look,
  type Mail,
  type MailOptions,
  SARAH,
  SCANNER,
  sweep,
  type Visitor,
} from '#tests/followed-mail.ts'
import { countHeld } from '#app/members/consent/held-opt-outs.server.ts'
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { aTenant } from '#tests/factories.ts'
import { getMember } from '#tests/members.ts'
import { webForTests } from '#tests/web.ts'
import { afterEach, beforeAll, expect, test } from 'vitest'
import { recordEvents } from '../events.server.ts'
import { EVENT, VERDICT } from '../events.ts'
import { PROVIDER } from '../provider/providers.ts'
import { recount } from '../recount.server.ts'

const ask = webForTests()
let tenantId = 0
beforeAll(async () => {
  tenantId = await aTenant()
})
afterEach(() => clock.set())

const isOut = async ({ memberId }: Mail) => (await getMember(tenantId, memberId)).emailUnsubscribed

async function optOutEvent({ mailingId }: Mail) {
  const found = await db().query(
    'SELECT hits, machine_hits, seen_hits, verdict FROM mail_events WHERE tenant_id = $1 AND mailing_id = $2 AND type = $3',
    [tenantId, mailingId, EVENT.unsubscribed],
  )
  return found.rows
}

const watched = async ({ memberId }: Mail) =>
  (await db().query('SELECT FROM followed_opt_outs WHERE tenant_id = $1 AND member_id = $2', [tenantId, memberId]))
    .rowCount

const IPV6: Visitor = { ...SCANNER, address: '2001:db8:0:7::9' }
const SECOND: Visitor = { ...SCANNER, address: '10.20.30.99' }

/** Another shape of a machine: what it does in the e-mail before it is looked at. */
type Shape = MailOptions & { does: (mail: Mail) => Promise<unknown> }
const every = (mail: Mail, more: Partial<Parameters<typeof click>[2]> = {}) =>
  click(ask, mail, { by: SCANNER, links: [1, 2, 3], seconds: 70, ...more })
const leaves = (mail: Mail, seconds: number, by = SCANNER) => follow(ask, mail, { by, seconds })

test.each<[string, Shape]>([
  [
    'the unsubscribe link first',
    { does: async (mail) => [await leaves(mail, 70), await every(mail, { seconds: 71 })] },
  ],
  [
    'the unsubscribe link between the others',
    {
      does: async (mail) => [
        await every(mail, { links: [1], seconds: 70 }),
        await leaves(mail, 71),
        await every(mail, { links: [2, 3], seconds: 72 }),
      ],
    },
  ],
  [
    'from several addresses of one part of the internet',
    { does: async (mail) => [await every(mail, { by: SECOND }), await leaves(mail, 74)] },
  ],
  ['from an IPv6 network', { does: (mail) => sweep(ask, mail, { by: IPV6 }) }],
  [
    'each link twice',
    { does: async (mail) => [await every(mail, { links: [1, 1, 2, 2, 3, 3] }), await leaves(mail, 76)] },
  ],
  [
    'both links of two, and out, within three seconds',
    { links: 2, does: (mail) => sweep(ask, mail, { links: [1, 2] }) },
  ],
  [
    'thirty links within nine seconds',
    {
      links: 30,
      does: async (mail) => [
        await every(mail, { links: Array.from({ length: 30 }, (_, n) => n + 1), every: 0.3 }),
        await leaves(mail, 79.5),
      ],
    },
  ],
  [
    'the unsubscribe link twice within seconds',
    { does: async (mail) => [await sweep(ask, mail), await leaves(mail, 75)] },
  ],
  [
    'the first links within the minute after delivery, where they wait to be judged',
    { does: async (mail) => [await every(mail, { seconds: 57 }), await leaves(mail, 61)] },
  ],
  [
    'before Amazon SES has said that it was delivered',
    {
      deliveredAt: null,
      recipient: { settled_at: null, state: 'sending' },
      does: async (mail) => {
        await sweep(ask, mail, { seconds: 4 })
        await recordEvents(db(), [{ ...mail, type: EVENT.delivered, at: at(3) }])
      },
    },
  ],
  [
    'two minutes and more after the hand-over, and soon after the delivery',
    {
      deliveredAt: null,
      recipient: { settled_at: at(-100) },
      does: async (mail) => {
        await sweep(ask, mail, { seconds: 30 })
        await recordEvents(db(), [{ ...mail, type: EVENT.delivered, at: at(0) }])
      },
    },
  ],
])('a machine’s is taken back: %s', async (_what, { does, ...options }) => {
  const mail = await aMail(tenantId, options)
  await does(mail)
  expect(await isOut(mail)).toBe(true)
  await look(175)
  expect([await isOut(mail), await countHeld(tenantId, mail.memberId)]).toEqual([false, 1])
  expect(await optOutEvent(mail)).toMatchObject([{ hits: 0, verdict: VERDICT.machine }])
  expect(await recount()).toEqual([])
})

test('a machine’s is taken back a day later, too, behind a gateway that was not known when it came', async () => {
  const mail = await aMail(tenantId, { recipient: { settled_at: at(-86_400) }, deliveredAt: at(-86_390) })
  const behind = (provider: number | null) =>
    db().query('UPDATE recipients SET provider = $2 WHERE mailing_id = $1', [mail.mailingId, provider])
  await sweep(ask, mail)
  await behind(PROVIDER.mimecast)
  await look(175)
  await behind(null)
  expect([await isOut(mail), await countHeld(tenantId, mail.memberId)]).toEqual([false, 1])
})

test.each<[string, Shape]>([
  ['who leaves and does nothing else', { does: (mail) => leaves(mail, 70) }],
  [
    'who has clicked one link of three',
    { does: async (mail) => [await every(mail, { links: [2] }), await leaves(mail, 73)] },
  ],
  [
    'who has clicked all but one',
    { does: async (mail) => [await every(mail, { links: [1, 3] }), await leaves(mail, 73)] },
  ],
  ['who reads all in a minute', { does: async (mail) => [await every(mail, { every: 12 }), await leaves(mail, 110)] }],
  [
    'who has read all, and leaves twelve seconds later',
    { does: async (mail) => [await every(mail), await leaves(mail, 85)] },
  ],
  ['who clicks the only link and leaves', { links: 1, does: (mail) => sweep(ask, mail, { links: [1] }) }],
  ['of a mail without links', { links: 0, does: (mail) => leaves(mail, 70) }],
  [
    'who clicks both links of two in eight seconds',
    { links: 2, does: async (mail) => [await every(mail, { links: [1, 2], every: 4 }), await leaves(mail, 78)] },
  ],
  [
    'whose mail was scanned from elsewhere at the same moment',
    { does: async (mail) => [await every(mail, { by: SCANNER }), await leaves(mail, 73, SARAH)] },
  ],
  [
    'who shares the scanner’s address and has another browser',
    { does: async (mail) => [await every(mail), await leaves(mail, 73, { ...SARAH, address: SCANNER.address })] },
  ],
  [
    'who shares the scanner’s browser and has another address',
    { does: async (mail) => [await every(mail), await leaves(mail, 73, { ...SCANNER, address: SARAH.address })] },
  ],
  ['three minutes after the delivery', { does: (mail) => sweep(ask, mail, { seconds: 178 }) }],
  ['a year later', { recipient: { settled_at: at(-31_000_000) }, deliveredAt: null, does: (mail) => sweep(ask, mail) }],
  ['who asks not to be tracked', { does: (mail) => sweep(ask, mail, { by: { ...SCANNER, headers: { dnt: '1' } } }) }],
  [
    'who asks so by Sec-GPC with the last click alone',
    { does: async (mail) => [await every(mail), await leaves(mail, 73, { ...SCANNER, headers: { 'sec-gpc': '1' } })] },
  ],
  [
    'whose links were only looked at by HEAD',
    { does: async (mail) => [await every(mail, { method: 'HEAD' }), await leaves(mail, 73)] },
  ],
  ['of a mailing that does not track clicks', { mailing: { track_clicks: false }, does: (mail) => sweep(ask, mail) }],
  [
    'who follows the link again, half a minute after a scanner with their own address and browser',
    { does: async (mail) => [await sweep(ask, mail), await leaves(mail, 105)] },
  ],
  [
    'who follows the link seconds after a scanner',
    { does: async (mail) => [await sweep(ask, mail), await leaves(mail, 74, SARAH)] },
  ],
  [
    'who has left before a scanner follows everything',
    { does: async (mail) => [await leaves(mail, 65, SARAH), await sweep(ask, mail)] },
  ],
])('a person’s stands, in doubt too: %s', async (_who, { does, ...options }) => {
  const mail = await aMail(tenantId, options)
  await does(mail)
  expect(await isOut(mail)).toBe(true)
  await look(290)
  expect([await isOut(mail), await countHeld(tenantId, mail.memberId), await watched(mail)]).toEqual([true, 0, 0])
  expect(await optOutEvent(mail)).toMatchObject([{ machine_hits: 0, verdict: VERDICT.human }])
  expect(await recount()).toEqual([])
})
