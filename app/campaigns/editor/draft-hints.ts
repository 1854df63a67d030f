// What the editor says beside a field while one writes: advice, never a refusal.

/** Phones cut a subject at about 50 characters, a preheader at about 90. */
const SUBJECT_LIMIT = 50
const PREHEADER_LIMIT = 90

/** Help under the subject field: its length, and whether phones will cut it. */
export function subjectHint(subject: string): string {
  const length = lengthOf(subject)
  if (length === 0) return `Up to ${SUBJECT_LIMIT} characters show on most phones.`
  if (length <= SUBJECT_LIMIT) return `${length} of ${SUBJECT_LIMIT} characters`
  return `${length} characters: phones cut it after about ${SUBJECT_LIMIT}`
}

/** Help under the preheader field. */
export function preheaderHint(preheader: string): string {
  const length = lengthOf(preheader)
  if (length === 0)
    return 'The gray text after the subject in an inbox. If empty, the first words of the email are shown.'
  if (length <= PREHEADER_LIMIT) return `${length} of ${PREHEADER_LIMIT} characters`
  return `${length} characters: inboxes cut it after about ${PREHEADER_LIMIT}`
}

/** Characters as a reader counts them: an emoji is one. */
function lengthOf(text: string): number {
  return [...new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text.trim())].length
}

/** The placeholders of the editor's help, with an example each. */
export const PLACEHOLDERS = [
  { code: '{{first_name | there}}', says: 'First name, or “there” if it’s unknown' },
  { code: '{{ first_name | default: "there" }}', says: 'The same, in Liquid and Klaviyo syntax' },
  { code: '{{last_name}}', says: 'Last name' },
  { code: '{{points}}', says: 'Loyalty points' },
  { code: '{{shop_name}}', says: 'Name of your store' },
] as const
