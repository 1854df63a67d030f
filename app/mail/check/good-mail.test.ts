// What no check may refuse and no step may harm.
import { GOOD_MAILS } from '#tests/mails/good.ts'
import { parse } from 'parse5'
import { expect, test } from 'vitest'
import { nodesOf, readAsBrowser } from '../source/browser-tree.ts'
import { checkHtml } from './check.ts'
import { compileMail, type RecipientProfile, renderMail } from '#app/sending/compile.server.ts'

const READER: RecipientProfile = {
  memberId: 1n,
  email: null,
  firstName: null,
  lastName: null,
  points: 0,
  untracked: false,
}
const sent = (html: string, preheader: string) => {
  const untracked = { trackOpens: false, trackClicks: false, utm: null }
  const sender = { fromName: '', fromEmail: 'a@b.example', replyTo: null, postalAddress: 'Harbour 12' }
  const content = { tenantId: 1, mailingId: 1, subject: '', preheader, html, ...untracked }
  const mail = compileMail({ ...content, sender: { ...sender, shopName: '' } })
  return renderMail(mail, READER).html
}
const PREHEADER = /<div style="display:none;[^"]*">Preview&#847;.*?<\/div>/
const FOOTER = /<div style="text-align:center; [^"]*">\n[\s\S]*?<\/div>\n/

test('there are enough of them', () => {
  expect(Object.keys(GOOD_MAILS).length).toBeGreaterThan(25)
})

test.each(Object.entries(GOOD_MAILS))('good: %s', (_oddity, html) => {
  expect(checkHtml(html)).toEqual({ unsafe: [], problems: [], warnings: [], tooMuch: null })
  const mail = sent(html, 'Preview')
  expect(mail.replace(PREHEADER, '').replace(FOOTER, '')).toBe(html)
})

/** The first thing of the body that is not blank, and how the document is drawn. */
function firstOf(html: string) {
  const document = readAsBrowser(html)
  if (!document) throw new Error('tangled')
  const body = Array.from(nodesOf(document)).find((node) => node.nodeName === 'body')
  const children = body && 'childNodes' in body ? body.childNodes : []
  const first = children.find((node) => node.nodeName !== '#comment' && !('value' in node && node.value.trim() === ''))
  const style = first && 'attrs' in first ? (first.attrs.find(({ name }) => name === 'style')?.value ?? '') : ''
  return { isPreheader: style.startsWith('display:none;max-height:0;max-width:0'), mode: parse(html).mode }
}

test.each([
  ...Object.values(GOOD_MAILS),
  '<!doctype html><p>x</p>',
  '\uFEFF<!doctype html><p>x</p>',
  '<!-- made by hand -->\n<!doctype html>\n<!-- really --><p>x</p>',
  '<?xml version="1.0"?><!DOCTYPE html><p>x</p>',
  '<!doctype html><title>News</title><style>p{color:red}</style><meta charset="utf-8"><p>x</p>',
  '<!doctype html><html lang="en"><title>a &amp; b</title>text',
  '<!doctype html><head><title>x</title></head><p>x</p>',
  '<!doctype html><html><!--[if mso]><style>p{}</style><![endif]--><script>if (1<2) "<p>"</script><center>x</center>',
  '<!doctype html><p>before</p><body class="late"><p>x</p>',
  '<!doctype html><link href="x.css" rel="stylesheet"><img src="https://x.example/a.png" alt="">',
  '<!doctype html><noscript><style>p{}</style></noscript>x',
  '<!doctype html><template><p>x</p></template>y',
  '<!doctype html>',
  '<!doctype html><textarea>x</textarea>',
  'x<!doctype html>',
])('the preheader is the first thing of the body, and the doctype stays the first of all: %j', (html) => {
  expect(firstOf(sent(html, 'Preview'))).toEqual({ isPreheader: true, mode: parse(html).mode })
})
