import { aMail, anAnsweredMail, type Answered, SHOPS_MAILBOX, waitingOf } from '#tests/replies.ts'
import { withFakeSes } from '#tests/fake-ses.ts'
import type { Behaviour } from '#tests/fakes/ses.ts'
import { beforeEach, expect, test } from 'vitest'
import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { openUrl } from '#app/tracking/links.server.ts'
import { drainReplies } from './forwarding.server.ts'
import { acceptReply } from './replies.server.ts'

const ses = withFakeSes()
let now = Date.parse('2026-11-01T12:00:00Z')

beforeEach(async () => {
  await db().query('DELETE FROM reply_forwards')
  now += 30 * 86_400_000
  clock.set(() => new Date(now))
})

async function aReply(raw = aMail()): Promise<Answered> {
  const answered = await anAnsweredMail()
  expect(await acceptReply({ recipient: answered.recipient, returnPath: 'ann@example.org', raw })).toBe('taken')
  return answered
}

const later = (ms: number) => {
  now += ms
}
const MINUTE = 60_000

test('a reply is handed on from our sender, to be answered to the customer, and then forgotten', async () => {
  const answered = await aReply()
  expect(await drainReplies()).toBe(1)
  expect(ses.mails).toMatchObject([
    {
      to: SHOPS_MAILBOX,
      from: '"Ann Example via Glancito" <replies@mail.glancito-demo.example>',
      replyTo: ['ann@example.org'],
      subject: 'Re: Spring is here',
      text: 'Do you have it in blue?\n',
      html: '',
      headers: { 'X-Glancito-Forwarded': 'reply', References: expect.stringMatching(/^<\d+@example\.org>$/) },
      tags: { tenant_id: String(answered.tenantId), purpose: 'reply' },
      attachments: [],
    },
  ])
  expect(await waitingOf(answered)).toBe(0)
  expect(await drainReplies()).toBe(0)
  const left = await db().query('SELECT raw, error FROM reply_forwards')
  expect(left.rows).toEqual([{ raw: null, error: null }])
})

test('where a reply goes is what the settings say when it is handed on', async () => {
  const { tenantId } = await aReply()
  await db().query("UPDATE settings SET reply_to = 'new@shop.example' WHERE tenant_id = $1", [tenantId])
  await drainReplies()
  expect(ses.mails.map(({ to }) => to)).toEqual(['new@shop.example'])
})

test.each<Behaviour>(['throttle', 'suspend', 'unverified', 'fail', 'quota', 'drop'])(
  'a reply that SES answers with "%s" is tried again until it has it',
  async (behaviour) => {
    const answered = await aReply()
    ses.behave = () => behaviour
    expect(await drainReplies()).toBe(1)
    expect(await drainReplies()).toBe(0)
    later(MINUTE)
    expect(await drainReplies()).toBe(1)
    expect(await waitingOf(answered)).toBe(1)
    ses.behave = () => 'accept'
    later(MINUTE)
    expect(await drainReplies()).toBe(0)
    later(MINUTE)
    expect(await drainReplies()).toBe(1)
    expect(await waitingOf(answered)).toBe(0)
  },
)

test('a reply whose process dies while it hands it on is handed on by another', async () => {
  const answered = await aReply()
  expect(await drainReplies(() => Promise.reject(new Error('killed')))).toBe(1)
  expect(await drainReplies()).toBe(0)
  later(MINUTE)
  expect(await drainReplies()).toBe(1)
  expect(ses.mails).toHaveLength(1)
  expect(await waitingOf(answered)).toBe(0)
})

test('two workers hand on a reply once', async () => {
  await aReply()
  await aReply()
  await Promise.all([drainReplies(), drainReplies(), drainReplies()])
  expect(ses.mails).toHaveLength(2)
})

test('after five days in vain a reply is given up, and its text is gone', async () => {
  const answered = await aReply()
  ses.behave = () => 'suspend'
  for (let day = 0; day < 5; day += 1) {
    expect(await drainReplies()).toBe(1)
    expect(await waitingOf(answered)).toBe(1)
    later(24 * 60 * MINUTE)
  }
  later(1)
  expect(await drainReplies()).toBe(1)
  expect(await waitingOf(answered)).toBe(0)
  const left = await db().query('SELECT error FROM reply_forwards')
  expect(left.rows).toEqual([{ error: 'The account is suspended' }])
})

test('a shop that leaves before it got a reply gets none', async () => {
  const answered = await aReply()
  await db().query('UPDATE tenants SET uninstalled_at = now() WHERE tenant_id = $1', [answered.tenantId])
  expect(await drainReplies()).toBe(1)
  expect(ses.mails).toEqual([])
  expect(await waitingOf(answered)).toBe(0)
})

const MIXED = [
  'From: =?utf-8?B?Wm/DqyBKb25lcw==?= <zoe@example.org>',
  'Reply-To: zoe.work@example.org',
  'Subject: =?utf-8?Q?Re=3A_Fr=C3=BChling?=',
  'Message-ID: <mixed@example.org>',
  'References: <first@example.org> nonsense <second@example.org>',
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary="b"',
  '',
  '--b',
  'Content-Type: text/html; charset=iso-8859-1',
  'Content-Transfer-Encoding: quoted-printable',
  '',
  '<p>Gr=FC=DFe</p><style>p { color: red }</style>',
  '--b',
  'Content-Type: application/pdf; name="invoice.pdf"',
  'Content-Disposition: attachment; filename="invoice.pdf"',
  'Content-Transfer-Encoding: base64',
  '',
  Buffer.from('%PDF-1.7').toString('base64'),
  '--b--',
  '',
].join('\r\n')

test('HTML and attachments come with it, names and subject readable, and text for who reads text', async () => {
  await aReply(Buffer.from(MIXED))
  await drainReplies()
  expect(ses.mails).toMatchObject([
    {
      subject: 'Re: Frühling',
      replyTo: ['zoe.work@example.org'],
      text: 'Grüße',
      headers: { References: '<first@example.org> <second@example.org> <mixed@example.org>' },
      attachments: [
        {
          FileName: 'invoice.pdf',
          ContentType: 'application/pdf',
          RawContent: Buffer.from('%PDF-1.7').toString('base64'),
        },
      ],
    },
  ])
  expect(ses.mails[0]?.html).toContain('<p>Grüße</p>')
  expect(ses.mails[0]?.from).toMatch(/^=\?UTF-8\?B\?.+\?= <replies@mail\.glancito-demo\.example>$/)
})

test('what SES refuses whole goes on as text, with what is left out named', async () => {
  const answered = await aReply(Buffer.from(MIXED))
  ses.behave = ({ attachments }) => (attachments.length > 0 ? 'refuse' : 'accept')
  await drainReplies()
  expect(ses.mails).toHaveLength(2)
  expect(ses.mails[1]).toMatchObject({ html: '', attachments: [], text: expect.stringContaining('- invoice.pdf') })
  expect(ses.mails[1]?.text).toMatch(/^Grüße\n/)
  expect(await waitingOf(answered)).toBe(0)
})

test('what is made to harm its reader goes on as a file, and is answered to the customer all the same', async () => {
  const nested = Array.from(
    { length: 300 },
    (_, depth) => `--b${depth}\r\nContent-Type: multipart/mixed; boundary=b${depth + 1}\r\n`,
  )
  const head = ['From: Ann <ann@example.org>', 'Subject: Re: Hi', 'Content-Type: multipart/mixed; boundary=b0', '']
  const raw = Buffer.from([...head, ...nested].join('\r\n'))
  await aReply(raw)
  await drainReplies()
  expect(ses.mails).toMatchObject([
    {
      from: '"Ann via Glancito" <replies@mail.glancito-demo.example>',
      replyTo: ['ann@example.org'],
      subject: 'Re: Hi',
      html: '',
      attachments: [{ FileName: 'reply.eml', ContentType: 'message/rfc822', RawContent: raw.toString('base64') }],
    },
  ])
})

test('what SES refuses as text, too, is given up at once', async () => {
  const answered = await aReply()
  ses.behave = () => 'refuse'
  await drainReplies()
  expect(await waitingOf(answered)).toBe(0)
})

test('the quoted e-mail’s pixel is not loaded for the customer', async () => {
  const answered = await anAnsweredMail()
  const { tenantId, mailingId, memberId } = answered
  const pixel = openUrl({ tenantId, mailingId, sendNo: 0, attempt: 1, memberId })
  const html = `<p>Yes!</p><blockquote><img src="${pixel.replaceAll('&', '&amp;')}"></blockquote>`
  const raw = Buffer.from(`From: ann@example.org\r\nContent-Type: text/html\r\n\r\n${html}`)
  await acceptReply({ recipient: answered.recipient, returnPath: 'ann@example.org', raw })
  await drainReplies()
  expect(ses.mails[0]?.html).toContain('<p>Yes!</p><blockquote><img src="#"></blockquote>')
})
