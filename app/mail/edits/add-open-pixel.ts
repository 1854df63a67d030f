import { insert, type MailDraft } from '../draft.ts'
import { escapeParts } from '../template.ts'

/** Step 7: the pixel in front of the body's end. */
export function addOpenPixel(draft: MailDraft): MailDraft {
  if (!draft.trackOpens) return draft
  return insert(draft, draft.scan.bodyEnd, [
    '<img src="',
    ...escapeParts(draft.urls.open),
    '" width="1" height="1" style="display:none" alt="" />',
  ])
}
