import { describe, expect, test } from 'vitest'
import { textOfHtml } from './html-text.ts'
import { parseMail } from './parse-mail.server.ts'

const raw = (...lines: string[]) => Buffer.from(lines.join('\r\n'))

test('a mail is read in its parts', async () => {
  const head = ['From: Zo=?utf-8?Q?=C3=AB?= <zoe@example.org>', 'Content-Type: multipart/mixed; boundary=b', '']
  const text = ['--b', 'Content-Type: text/plain; charset=iso-2022-jp', '', '\x1b$B$3$s\x1b(B']
  const file = ['--b', 'Content-Type: image/png', 'Content-Disposition: attachment; filename=a.png', '', 'png', '--b--']
  const mail = await parseMail(raw(...head, ...text, ...file))
  expect(mail).toMatchObject({
    from: { address: 'zoe@example.org' },
    text: 'こん\n',
    attachments: [{ filename: 'a.png' }],
  })
})

test('one of HTML alone has text all the same', async () => {
  const mail = await parseMail(raw('From: a@example.org', 'Content-Type: text/html', '', '<p>One</p><p>Two</p>'))
  expect(mail).toMatchObject({ html: '<p>One</p><p>Two</p>\n', text: 'One\nTwo' })
})

describe('what is made to harm its reader is given up:', () => {
  const mixed = 'Content-Type: multipart/mixed; boundary=b'
  const slow = `--b\r\nContent-Type: text/plain\r\n\r\na\r\n--b\r\nContent-Type: text/html\r\n\r\n`

  test.each([
    ['HTML that takes minutes', raw(mixed, '', slow + '<a href="'.repeat(100_000))],
    ['HTML nested beyond measure', raw('Content-Type: text/html', '', '<div>'.repeat(200_000))],
  ])('%s', async (_what, mail) => {
    expect(await parseMail(mail, 1_500)).toBeNull()
  })

  test('parts nested beyond measure', async () => {
    const nested = Array.from(
      { length: 300 },
      (_, depth) => `Content-Type: multipart/mixed; boundary=b${depth}\r\n\r\n--b${depth}`,
    )
    expect(await parseMail(raw(...nested))).toBeNull()
  })
})

describe('the text of HTML', () => {
  test.each([
    ['<p>One</p><p>Two &amp; three</p>', 'One\nTwo & three'],
    ['<div>Hi<br>there</div>', 'Hi\nthere'],
    ['<style>p { color: red }</style><script>alert(1)</script>Hi', 'Hi'],
    ['<p>a\n   b\tc</p>', 'a b c'],
    ['<ul><li>One<li>Two</ul>', 'One\nTwo'],
    ['<p>unclosed <b>bold', 'unclosed bold'],
    ['<title>No</title><body>Yes', 'Yes'],
    ['<p>a</p><br><br><br><br><p>b</p>', 'a\n\nb'],
    ['', ''],
  ])('%s', (html, text) => {
    expect(textOfHtml(html)).toBe(text)
  })
})
