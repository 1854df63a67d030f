import type { DraftLink, MailDraft } from '../draft.ts'
import { escapeParts, type Part, type Template } from '../template.ts'

/** Step 6: every web link leads through the click URL; without click tracking it leads straight there. */
export function rewriteLinks(draft: MailDraft): MailDraft {
  const toHref = ({ linkNo, destination }: DraftLink): Template => {
    if (!draft.trackClicks) return escapeParts(destination)
    // The signature covers the destination: where a member's data is part of it, it is signed for each member.
    if (destination.some(isPersonal)) return [{ put: 'click', linkNo, destination }]
    const text = destination.filter((part) => typeof part === 'string').join('')
    return escapeParts(draft.urls.click(linkNo, text))
  }
  return { ...draft, links: draft.links.map((link) => ({ ...link, href: toHref(link) })) }
}

const isPersonal = (part: Part) => typeof part !== 'string' && part.put === 'field'
