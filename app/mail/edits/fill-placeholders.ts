import { decodeHTML, decodeHTMLAttribute } from 'entities'
import type { MailDraft } from '../draft.ts'
import { type Field, findPlaceholders, isField, isUrlAttribute, type Place } from '../placeholders.ts'
import type { Attribute } from '../source/scan.ts'
import type { TemplatePart } from '../template.ts'

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
  if (isUrlAttribute(name)) return 'url'
  return quoted ? 'attribute' : 'unquoted'
}

function holes(text: string, offset: number, place: Place, decode: (text: string) => string) {
  const blanks = text.length - text.trimStart().length
  return findPlaceholders(text, decode).flatMap(({ start, end, field, fallback }) => {
    if (!isField(field)) return []
    const parts = [hole(field, fallback, start <= blanks ? wholeAddress(field, place) : place)]
    return [{ start: start + offset, end: end + offset, parts }]
  })
}

/** A text as parts; names that are no field stay as they are. `decode` reads what stands between the braces. */
export function cutPlaceholders(text: string, place: Place, decode?: (written: string) => string): TemplatePart[] {
  const parts: TemplatePart[] = []
  let position = 0
  for (const { start, end, field, fallback } of findPlaceholders(text, decode)) {
    if (!isField(field)) continue
    parts.push(text.slice(position, start), hole(field, fallback, place))
    position = end
  }
  return [...parts, text.slice(position)].filter((part) => part !== '')
}

/** An address of ours that an address begins with must not be encoded once more; inside another one it must. */
const wholeAddress = (field: Field, place: Place): Place =>
  field === 'unsubscribe_url' && place === 'url' ? 'attribute' : place

const hole = (field: Field, fallback: string, place: Place): TemplatePart => ({ put: 'field', field, fallback, place })
