import { insert, type MailDraft } from '../draft.ts'
import { escapeHtml } from '#app/platform/text/escape-html.ts'

// Whatever the e-mail's own <style> says of every div or link: a style of the element's own, marked as important, counts
// before it. What surrounds the footer can still hide it; finished.ts looks for that.
const SHOWN =
  'visibility:visible!important; opacity:1!important; position:static!important; overflow:visible!important; text-indent:0!important; font-size:12px!important;'

const LINK = `style="color:#888; text-decoration:underline; display:inline!important; ${SHOWN}"`

/**
 * Step 8: the unsubscribe link and the postal address, which the law asks for, in front of the body's end; beside them the way
 * to fewer mails, which does not begin with leaving.
 */
export function addUnsubscribeFooter(draft: MailDraft): MailDraft {
  const lines = draft.postalAddress.split('\n').map((line) => escapeHtml(line.trim()))
  const address = lines.filter(Boolean).join('<br />')
  return insert(draft, draft.scan.bodyEnd, [
    `<div style="text-align:center; padding:16px; font-size:12px; color:#888; display:block!important; ${SHOWN}">\n<a href="`,
    { put: 'field', field: 'unsubscribe_url', fallback: '', place: 'attribute' },
    `" ${LINK}>Unsubscribe</a> &middot; <a href="`,
    { put: 'preferencesUrl' },
    `" ${LINK}>Email preferences</a><br />${address}\n</div>\n`,
  ])
}
