// The tags that a list is filtered by.
import { tidy } from '#app/platform/text/tidy.ts'

export const MOST_TAGS = 5
const LONGEST = 255

/** Tags as they are typed or as a URL has them: each once, and none longer than Shopify takes. */
export function parseTags(texts: string[]): string[] {
  // Shopify takes a comma for the end of a tag.
  const tags = texts.flatMap((text) => text.split(',')).map((tag) => tidy(tag, LONGEST))
  return [...new Set(tags.filter(Boolean))]
}

/** What is wrong with the tags that are typed; null when nothing is. */
export function tagsFlaw(text: string): string | null {
  if (text.split(',').some((tag) => tag.trim().length > LONGEST)) return `Use at most ${LONGEST} characters for a tag.`
  return parseTags([text]).length > MOST_TAGS ? `Enter at most ${MOST_TAGS} tags.` : null
}
