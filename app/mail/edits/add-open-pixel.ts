import { insert, type MailDraft } from '../draft.ts'
import { escapeParts } from '../template.ts'

/** Step 7: the pixel in front of the body's end; members who opted out of open tracking get none. */
export function addOpenPixel(draft: MailDraft): MailDraft {
  if (!draft.trackOpens) return draft
  return insert(draft, draft.scan.bodyEnd, [{ put: 'pixel', url: escapeParts(draft.urls.open) }])
}
