// The text of a link as a merchant reads it in a report.
import { type Field, findPlaceholders, isField } from '#app/mail/placeholders.ts'

/** What differs from reader to reader. */
const WORDS: Record<Field, string> = {
  shop_name: 'shop name',
  first_name: 'first name',
  last_name: 'last name',
  points: 'points',
  unsubscribe_url: 'unsubscribe link',
}

/** With the shop's name where it stood, and what each reader has of their own as `[first name]`. */
export function readableLabel(label: string, shopName: string | null): string {
  let text = ''
  let from = 0
  for (const { start, end, field } of findPlaceholders(label)) {
    if (!isField(field)) continue
    text += label.slice(from, start) + (field === 'shop_name' && shopName ? shopName : `[${WORDS[field]}]`)
    from = end
  }
  return text + label.slice(from)
}
