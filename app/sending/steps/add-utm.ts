import type { MailDraft } from '../draft.ts'
import type { Part } from '../template.ts'

/** Step 5: UTM parameters on every web link, before the click wrap, so that the shop's own analytics see the visit. */
export function addUtm(draft: MailDraft): MailDraft {
  if (!draft.utm) return draft
  const values: [string, Part][] = [
    ['utm_source', 'glancito'],
    ['utm_medium', encodeURIComponent(draft.utmMedium)],
    ['utm_campaign', String(draft.campaignId)],
    // A pseudonym for this campaign, not the member's id: it reaches analytics and every linked site.
    ['utm_content', { put: 'pseudonym' }],
  ]
  return {
    ...draft,
    links: draft.links.map((link) => ({ ...link, destination: withParameters(link.destination, values) })),
  }
}

/** Adds what the author has not set himself, in front of a fragment; everything else keeps its order and its bytes. */
function withParameters(destination: Part[], values: [string, Part][]): Part[] {
  const at = destination.findIndex((part) => typeof part === 'string' && part.includes('#'))
  const fragment = at < 0 ? destination.length : at
  const split = destination[at]
  const hash = typeof split === 'string' ? split.indexOf('#') : 0
  const before = [...destination.slice(0, fragment), ...(typeof split === 'string' ? [split.slice(0, hash)] : [])]
  const after = typeof split === 'string' ? [split.slice(hash), ...destination.slice(at + 1)] : []
  const address = before.map((part) => (typeof part === 'string' ? part : '_')).join('')
  const missing = values.filter(([name]) => !new RegExp(`[?&]${name}=`).test(address))
  return [
    ...before,
    ...missing.flatMap(([name, value], index) => [`${separator(address, index)}${name}=`, value]),
    ...after,
  ]
}

function separator(address: string, index: number): string {
  if (index > 0) return '&'
  if (!address.includes('?')) return '?'
  return /[?&]$/.test(address) ? '' : '&'
}
