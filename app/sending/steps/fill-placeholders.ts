import { decodeHTML, decodeHTMLAttribute } from 'entities'
import type { MailDraft } from '../draft.ts'
import { type Field, findPlaceholders, isField, type Place } from '../placeholders.ts'
import type { Attribute } from '../scan.ts'
import type { Part } from '../template.ts'

const URL_ATTRIBUTES = new Set(['href', 'src', 'srcset', 'action', 'background', 'poster', 'cite'])

/** Step 4: a hole for each placeholder, escaped for where it stands. What is filled in can not become markup. */
export function fillPlaceholders(draft: MailDraft): MailDraft {
  const { source, scan, links } = draft
  const inTexts = scan.texts.flatMap(({ start, end }) => holes(source.slice(start, end), start, 'text', decodeHTML))
  const inAttributes = scan.attributes.flatMap((attribute) =>
    holes(source.slice(attribute.start, attribute.end), attribute.start, placeOf(attribute), decodeHTMLAttribute),
  )
  return {
    ...draft,
    links: links.map((link) => ({ ...link, destination: cutPlaceholders(link.url, 'url') })),
    replacements: [...draft.replacements, ...inTexts, ...inAttributes],
  }
}

function placeOf({ name, quoted }: Attribute): Place {
  if (URL_ATTRIBUTES.has(name)) return 'url'
  return quoted ? 'attribute' : 'unquoted'
}

function holes(text: string, offset: number, place: Place, decode: (text: string) => string) {
  return findPlaceholders(text).flatMap(({ start, end, field, fallback }) =>
    isField(field) ? [{ start: start + offset, end: end + offset, parts: [hole(field, decode(fallback), place)] }] : [],
  )
}

/** A text as parts; names that are no field stay as they are. The place may depend on what stands before. */
export function cutPlaceholders(text: string, place: Place | ((before: string) => Place)): Part[] {
  const parts: Part[] = []
  let position = 0
  for (const { start, end, field, fallback } of findPlaceholders(text)) {
    if (!isField(field)) continue
    const here = typeof place === 'string' ? place : place(text.slice(position, start))
    parts.push(text.slice(position, start), hole(field, fallback, here))
    position = end
  }
  return [...parts, text.slice(position)].filter((part) => part !== '')
}

function hole(field: Field, fallback: string, place: Place): Part {
  // A whole address of ours, which must not be encoded once more.
  const isUrl = field === 'unsubscribe_url' && place === 'url'
  return { put: 'field', field, fallback, place: isUrl ? 'attribute' : place }
}
