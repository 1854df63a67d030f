// Text as the designer writes it: Tiptap's JSON, of a closed set of nodes. No list stands in a list, so that the schema says
// how deep a text can be: whatever is nested deeper is refused without being walked.
import { HEX_COLOR } from '#app/platform/text/contrast.ts'
import { clean } from '#app/platform/text/tidy.ts'
import { readHref } from '#app/mail/source/href.ts'
import { z } from 'zod'

const LONGEST_TEXT = 5000
const MOST_INLINES = 400
const MOST_PARAGRAPHS = 100
const MOST_ITEMS = 60
const LONGEST_ADDRESS = 2000
const LONGEST_FALLBACK = 60

/** What a chip may name; the unsubscribe address is none of its words. */
export const CHIP_FIELDS = ['first_name', 'last_name', 'points', 'shop_name'] as const
export type ChipField = (typeof CHIP_FIELDS)[number]

export const color = z.string().regex(HEX_COLOR, 'Enter # and six digits, such as #1a4d3e')

/** An address that a mail may lead to: none that would run code or open a file. An empty one leads nowhere yet. */
export const address = z
  .string()
  .max(LONGEST_ADDRESS, `Use at most ${LONGEST_ADDRESS} characters`)
  .transform((text) => clean(text).trim())
  .refine((text) => readHref(text).kind !== 'unsafe', 'Enter a web address that begins with https://')

/** Text on one line; placeholders in it are filled. */
export const line = (longest: number) =>
  z
    .string()
    .max(longest, `Use at most ${longest} characters`)
    .transform((text) => clean(text).replaceAll(/[\p{Cc}\u2028\u2029]/gu, ' '))

/** What would end a placeholder, or mean something else in it. */
const NOT_IN_FALLBACK = /[{}|%"“”„‟]/g

const mark = z.discriminatedUnion('type', [
  z.object({ type: z.literal('bold') }),
  z.object({ type: z.literal('italic') }),
  z.object({ type: z.literal('link'), attrs: z.object({ href: address }) }),
  z.object({ type: z.literal('textStyle'), attrs: z.object({ color: color.nullish() }) }),
])
export type Mark = z.infer<typeof mark>

const marks = z.array(mark).max(4).optional()

const inline = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text: z.string().max(LONGEST_TEXT).transform(clean), marks }),
  z.object({ type: z.literal('hardBreak') }),
  z.object({
    type: z.literal('field'),
    attrs: z.object({
      name: z.enum(CHIP_FIELDS),
      fallback: line(LONGEST_FALLBACK).transform((text) => text.replaceAll(NOT_IN_FALLBACK, '').trim()),
    }),
    marks,
  }),
])
export type Inline = z.infer<typeof inline>

/** Beginning and end are left and right only once it is known which way a mail is read. */
const ALIGNS = ['start', 'center', 'end'] as const
export const align = z.enum(ALIGNS)
export type Align = z.infer<typeof align>

const paragraph = z.object({
  type: z.literal('paragraph'),
  attrs: z.object({ textAlign: align.nullish() }).optional(),
  content: z.array(inline).max(MOST_INLINES).optional(),
})
export type Paragraph = z.infer<typeof paragraph>

const listItem = z.object({ type: z.literal('listItem'), content: z.array(paragraph).min(1).max(10) })
const items = z.array(listItem).min(1).max(MOST_ITEMS)

const textBlock = z.discriminatedUnion('type', [
  paragraph,
  z.object({ type: z.literal('bulletList'), content: items }),
  z.object({ type: z.literal('orderedList'), content: items }),
])
export type TextBlock = z.infer<typeof textBlock>

export const richText = z.object({
  type: z.literal('doc'),
  content: z.array(textBlock).max(MOST_PARAGRAPHS).default([]),
})
export type RichText = z.infer<typeof richText>

/** A text of one paragraph for each line. */
export const plainText = (...lines: string[]): RichText => ({
  type: 'doc',
  content: lines.map((text) => ({ type: 'paragraph', content: text === '' ? [] : [{ type: 'text', text }] })),
})

/** All that stands in a text, in its order, wherever it stands. */
export function inlinesOf({ content }: RichText): Inline[] {
  return content
    .flatMap((block) => (block.type === 'paragraph' ? [block] : block.content.flatMap((item) => item.content)))
    .flatMap((each) => each.content ?? [])
}
