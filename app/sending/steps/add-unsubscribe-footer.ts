import { insert, type MailDraft } from '../draft.ts'
import { escapeHtml } from '../placeholders.ts'

/** Step 8: the unsubscribe link and the postal address, which the law asks for, in front of the body's end. */
export function addUnsubscribeFooter(draft: MailDraft): MailDraft {
  const lines = draft.postalAddress.split('\n').map((line) => escapeHtml(line.trim()))
  const address = lines.filter(Boolean).join('<br />')
  return insert(draft, draft.scan.bodyEnd, [
    '<div style="text-align:center; padding:16px; font-size:12px; color:#888;">\n<a href="',
    { put: 'field', field: 'unsubscribe_url', fallback: '', place: 'attribute' },
    `" style="color:#888; text-decoration:underline;">Unsubscribe</a><br />${address}\n</div>\n`,
  ])
}
