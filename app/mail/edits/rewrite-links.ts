import type { DraftLink, MailDraft } from '../draft.ts'
import { destinationOf, escapeParts, type TemplatePart, type Template } from '../template.ts'

/** Step 6: every web link leads through the click URL; without click tracking it leads straight there, as its author wrote it. */
export function rewriteLinks(draft: MailDraft): MailDraft {
  const toHref = ({ linkNo, destination, hasUtm }: DraftLink): Template | null => {
    if (!draft.trackClicks) return hasUtm ? escapeParts(destination) : null
    // The signature covers the destination: where a member's data is part of it, it is signed for each member.
    if (destination.some(isPersonal)) return [{ put: 'click', linkNo, destination }]
    return escapeParts(draft.urls.click(linkNo, destinationOf(destination)))
  }
  return { ...draft, links: draft.links.map((link) => ({ ...link, href: toHref(link) })) }
}

const isPersonal = (part: TemplatePart) => typeof part !== 'string' && part.put === 'field'
