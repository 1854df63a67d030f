import { insert, type MailDraft } from '../draft.ts'
import { escapeParts, type TemplatePart } from '../template.ts'
import { escapeHtml } from '#app/platform/text/escape-html.ts'

// Whatever the e-mail's own <style> says of every div or link: a style of the element's own, marked as important, counts
// before it. What surrounds the footer can still hide it; finished.ts looks for that.
const SHOWN =
  'visibility:visible!important; opacity:1!important; position:static!important; overflow:visible!important; text-indent:0!important; font-size:12px!important;'

/** Where nothing is known of what it stands on. */
const GREY = '#888'

const linkStyle = (color: string) =>
  `style="color:${color}; text-decoration:underline; display:inline!important; ${SHOWN}"`

/**
 * Step 8: the unsubscribe link and the postal address, which the law asks for, in front of the body's end or where the e-mail has
 * a place for them; beside them the way to fewer mails, which does not begin with leaving. A tracked e-mail may end it with a
 * link that nobody sees.
 */
export function addUnsubscribeFooter(draft: MailDraft): MailDraft {
  const lines = draft.postalAddress.split('\n').map((line) => escapeHtml(line.trim()))
  const address = lines.filter(Boolean).join('<br />')
  const { at, color } = draft.scan.footer ?? { at: draft.scan.bodyEnd, color: GREY }
  const link = linkStyle(color)
  return insert(draft, at, [
    `<div style="text-align:center; padding:16px; font-size:12px; color:${color}; display:block!important; ${SHOWN}">\n<a href="`,
    { put: 'field', field: 'unsubscribe_url', fallback: '', place: 'attribute' },
    `" ${link}>Unsubscribe</a> &middot; <a href="`,
    { put: 'preferencesUrl' },
    `" ${link}>Email preferences</a><br />${address}\n`,
    ...(draft.urls.honeypot ? unseenLink(draft.urls.honeypot) : []),
    '</div>\n',
  ])
}

/**
 * The link that only machines follow. Empty, so that nothing of it is left to see, to read or to be taken for hidden words
 * where styles are not kept; at the footer's end and in an element of its own, so that no selector of the author's (the last
 * link, the one beside) meets another element than without it. Why twice: HIDDEN in draft.ts.
 */
const unseenLink = (href: TemplatePart[]): TemplatePart[] => [
  '<span style="display:none;mso-hide:all;display:none!important"><a href="',
  ...escapeParts(href),
  '" rel="nofollow" aria-hidden="true" tabindex="-1"></a></span>',
]
