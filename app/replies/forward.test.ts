import PostalMime from 'postal-mime'
import { describe, expect, test } from 'vitest'
import { composeForward, textAlone } from './forward.ts'

const ENVELOPE = { to: 'help@shop.example', from: 'replies@mail.example.com', origin: 'https://app.example.com' }
const forward = async (...lines: string[]) => composeForward(await PostalMime.parse(lines.join('\r\n')), ENVELOPE)

test.each<[string, string[], string | null]>([
  ['From', ['From: ann@example.org'], 'ann@example.org'],
  ['Reply-To before From', ['From: ann@example.org', 'Reply-To: work@example.org'], 'work@example.org'],
  ['the first of several', ['From: a@example.org', 'Reply-To: b@example.org, c@example.org'], 'b@example.org'],
  ['From, where Reply-To is nothing that SES mails to', ['From: a@example.org', 'Reply-To: nobody'], 'a@example.org'],
  ['From, where Reply-To is not ASCII', ['From: a@example.org', 'Reply-To: zoë@example.org'], 'a@example.org'],
  ['the first of a group', ['From: a@example.org', 'Reply-To: Team: b@example.org, c@example.org;'], 'b@example.org'],
  ['an internationalised domain as it stands', ['From: a@bücher.example'], 'a@bücher.example'],
  ['nobody, where the mail says nobody', ['Subject: Hi'], null],
  ['nobody, where From is a name', ['From: Ann'], null],
])('a reply is answered to %s', async (_whom, head, expected) => {
  expect((await forward(...head, '', 'Hi')).replyTo).toBe(expected)
})

test.each<[string, string[], string]>([
  ['the customer’s name', ['From: Ann Example <ann@example.org>'], 'Ann Example via Glancito'],
  ['their address, where there is no name', ['From: ann@example.org'], 'ann@example.org via Glancito'],
  ['a name in other letters', ['From: =?utf-8?Q?Zo=C3=AB?= <zoe@example.org>'], 'Zoë via Glancito'],
  ['nobody’s', ['Subject: Hi'], 'A customer via Glancito'],
  ['a long name, cut', [`From: ${'Ann '.repeat(100)}<ann@example.org>`], `${'Ann '.repeat(15)}via Glancito`],
  [
    'a name that would begin a header',
    ['From: "Ann =?utf-8?Q?=0D=0ABcc=3A?= b" <a@example.org>'],
    'Ann  Bcc: b via Glancito',
  ],
])('it comes under %s', async (_whose, head, expected) => {
  const { from } = await forward(...head, '', 'Hi')
  expect(from).toEqual({ name: expected, address: ENVELOPE.from })
})

describe('the subject', () => {
  test.each([
    ['Re: Spring', 'Re: Spring'],
    ['=?utf-8?B?UmU6IEdyw7zDn2U=?=', 'Re: Grüße'],
    ['=?utf-8?Q?a=0D=0ABcc:_b?=', 'a Bcc: b'],
    ['', '(no subject)'],
    ['x'.repeat(2000), 'x'.repeat(500)],
  ])('%s', async (written, expected) => {
    expect((await forward(`Subject: ${written}`, 'From: a@example.org', '', 'Hi')).subject).toBe(expected)
  })
})

test.each([
  ['of the mail itself', ['Message-ID: <a@example.org>'], '<a@example.org>'],
  [
    'of those before it',
    ['References: <a@x.example> <b@x.example>', 'Message-ID: <c@x.example>'],
    '<a@x.example> <b@x.example> <c@x.example>',
  ],
  [
    'without what is none',
    ['References: a, <b c@x>, <d@x.example>', 'Message-ID: <e@x.example>'],
    '<d@x.example> <e@x.example>',
  ],
  ['without a line break in one', ['Message-ID: <=?utf-8?Q?a=0D=0Ab?=@x>'], undefined],
  ['of none', ['Subject: Hi'], undefined],
])('it refers to the message ids %s', async (_what, head, expected) => {
  const { headers } = await forward('From: a@example.org', ...head, '', 'Hi')
  expect(headers.find(({ name }) => name === 'References')?.value).toBe(expected)
})

test('of a long conversation the newest message ids are kept, in what a header may hold', async () => {
  const ids = Array.from({ length: 200 }, (_, number) => `<message-${number}@example.org>`)
  const { headers } = await forward(`References: ${ids.join('\r\n ')}`, 'Message-ID: <last@example.org>', '', 'Hi')
  const value = headers.find(({ name }) => name === 'References')?.value ?? ''
  expect(value.length).toBeLessThanOrEqual(900)
  expect(value).toMatch(/<message-199@example\.org> <last@example\.org>$/)
})

test('a reply without a word says so, for SES takes no e-mail without a body', async () => {
  const { text, html } = await forward('From: a@example.org', '', '  ')
  expect({ text, html }).toEqual({ text: '(This reply has no text.)', html: null })
})

const part = (head: string[], content: string) => ['--b', ...head, '', content]
const mixed = (...parts: string[][]) => [
  'From: a@example.org',
  'Content-Type: multipart/related; boundary=b',
  '',
  ...parts.flat(),
  '--b--',
]

test('a picture in the HTML stays in it, a file beside it stays beside it', async () => {
  const { html, attachments } = await forward(
    ...mixed(
      part(['Content-Type: text/html'], '<img src="cid:one@x">'),
      part(['Content-Type: image/png; name=one.png', 'Content-ID: <one@x>', 'Content-Disposition: inline'], 'png'),
      part(['Content-Type: application/zip', 'Content-Disposition: attachment; filename="../a b.zip"'], 'zip'),
      part(['Content-Type: nonsense', 'Content-Disposition: attachment'], 'x'),
    ),
  )
  expect(html).toContain('cid:one@x')
  expect(attachments).toMatchObject([
    { fileName: 'one.png', contentType: 'image/png', contentId: 'one@x' },
    { fileName: '../a b.zip', contentType: 'application/zip', contentId: null },
    { fileName: 'attachment-3', contentId: null },
  ])
  expect(Buffer.from(attachments?.[0]?.content ?? []).toString()).toBe('png\n')
})

test('as text alone it names what is left out', async () => {
  const whole = await forward(
    ...mixed(
      part(['Content-Type: text/plain'], 'Look'),
      part(['Content-Type: application/x-msdownload', 'Content-Disposition: attachment; filename=a.exe'], 'MZ'),
    ),
  )
  const alone = textAlone(whole)
  expect(alone).toMatchObject({ html: null, replyTo: 'a@example.org', subject: '(no subject)' })
  expect(alone.attachments).toBeUndefined()
  expect(alone.text).toMatch(/^Look\n\n--\n.*\n- a\.exe\n/)
})
