// A mail as the designer keeps it: typed blocks in a list. One schema for the browser, the server and whoever writes one by
// machine; what it does not know it leaves out, and what is too long or too many it refuses.
import { clean } from '#app/platform/text/tidy.ts'
import { z } from 'zod'
import { address, align, color, line, richText } from './rich-text.ts'

/** Of documents written from now on. An older one is brought up to it before it is read. */
export const DOCUMENT_VERSION = 1

/** All of a document as JSON: escaped for HTML, five times as much is what an e-mail may have. Gmail clips far smaller ones. */
export const MAX_DOCUMENT_BYTES = 200_000
export const MOST_BLOCKS = 60
export const MOST_IN_COLUMN = 12
export const MOST_PRODUCTS = 12
const LONGEST_HTML = 100_000
export const MAIL_WIDTH_PX = 600

/** Whether an image lies there on the web: what is being typed may not be an address yet. */
export const isImageAddress = (text: string): boolean => /^https?:\/\/[^/?#\\\s]/i.test(text)

const id = z.string().regex(/^[A-Za-z0-9_-]{1,24}$/)
const gid = (type: string) => z.string().regex(new RegExp(String.raw`^gid://shopify/${type}/\d{1,20}$`))

/** What each block of the list has: its ground, where it is not the card's own, and the room around it. */
const section = {
  id,
  background: color.nullable().default(null),
  padding: z.enum(['none', 'small', 'medium', 'large']).default('medium'),
}

const heading = { type: z.literal('heading'), text: richText, level: z.literal([1, 2, 3]).default(1) }
const text = { type: z.literal('text'), text: richText }
const image = {
  type: z.literal('image'),
  src: address,
  /** What is read where the image is not seen; an image without is decoration, and says so. */
  alt: line(300),
  isDecoration: z.boolean().default(false),
  href: address.default(''),
  widthPx: z.int().min(16).max(MAIL_WIDTH_PX).nullable().default(null),
  align: align.default('center'),
}
const button = {
  type: z.literal('button'),
  label: line(80),
  href: address,
  look: z.enum(['solid', 'outline']).default('solid'),
  isWide: z.boolean().default(false),
  align: align.default('center'),
}
const divider = {
  type: z.literal('divider'),
  color: color.nullable().default(null),
  thicknessPx: z.int().min(1).max(8).default(1),
}
const spacer = { type: z.literal('spacer'), heightPx: z.int().min(4).max(120).default(24) }

/** What stands in a column, and by itself too. */
const partBlock = z.discriminatedUnion('type', [
  z.object({ id, ...heading }),
  z.object({ id, ...text }),
  z.object({ id, ...image }),
  z.object({ id, ...button }),
  z.object({ id, ...divider }),
  z.object({ id, ...spacer }),
])
export type PartBlock = z.infer<typeof partBlock>

const count = z.int().min(1).max(MOST_PRODUCTS)
const productSource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('manual'), productIds: z.array(gid('Product')).max(MOST_PRODUCTS) }),
  z.object({ kind: z.literal('newest'), count }),
  z.object({ kind: z.literal('best-selling'), collectionId: gid('Collection').nullable(), count }),
])
export type ProductSource = z.infer<typeof productSource>

const block = z.discriminatedUnion('type', [
  z.object({ ...section, type: z.literal('header'), align: align.default('center') }),
  z.object({ ...section, ...heading }),
  z.object({ ...section, ...text }),
  z.object({ ...section, ...image }),
  z.object({ ...section, ...button }),
  z.object({ ...section, ...divider }),
  z.object({ ...section, ...spacer }),
  z.object({
    ...section,
    type: z.literal('columns'),
    columns: z
      .array(z.object({ blocks: z.array(partBlock).max(MOST_IN_COLUMN) }))
      .min(1)
      .max(3),
  }),
  z.object({
    ...section,
    type: z.literal('products'),
    source: productSource,
    perRow: z.literal([1, 2, 3]).default(2),
    showsPrice: z.boolean().default(true),
    /** Without words there is no button. */
    buttonLabel: line(40).default('Shop now'),
  }),
  z.object({ ...section, type: z.literal('coupon'), words: line(120), code: line(60), small: line(200).default('') }),
  z.object({ ...section, type: z.literal('social'), align: align.default('center') }),
  z.object({ ...section, type: z.literal('html'), html: z.string().max(LONGEST_HTML).transform(clean) }),
  /** Always the last. The unsubscribe link and the postal address come into it whatever stands in it. */
  z.object({ ...section, type: z.literal('footer'), text: richText }),
])
export type Block = z.infer<typeof block>
export type BlockType = Block['type']
export type BlockOf<Type extends BlockType> = Extract<Block, { type: Type }>

/** https://www.rfc-editor.org/rfc/rfc5646, as far as a mail needs it. */
const language = z.string().regex(/^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}$/)

const content = z.object({
  version: z.literal(DOCUMENT_VERSION),
  language: language.default('en'),
  blocks: z.array(block).min(1).max(MOST_BLOCKS),
})
export type MailDocument = z.infer<typeof content>

const mailDocument = content.superRefine(({ blocks }, context) => {
  const refuse = (message: string) => context.addIssue({ code: 'custom', path: ['blocks'], message })
  const footers = blocks.filter(({ type }) => type === 'footer').length
  if (footers !== 1 || blocks.at(-1)?.type !== 'footer') refuse('Keep one footer, at the end of the email')
  const ids = blocks.flatMap((each) => [each.id, ...partsOf(each).map((part) => part.id)])
  if (new Set(ids).size < ids.length) refuse('Give each section an id of its own')
})

/** The blocks in the columns of a block. */
export const partsOf = (each: Block): PartBlock[] =>
  each.type === 'columns' ? each.columns.flatMap(({ blocks }) => blocks) : []

/** Languages that are written from right to left; their script may be named, and then it decides. */
const RIGHT_TO_LEFT = new Set(['ar', 'arc', 'ckb', 'dv', 'fa', 'he', 'ps', 'sd', 'syr', 'ug', 'ur', 'yi'])

/** Which way a document is read. */
export function directionOf({ language: tag }: Pick<MailDocument, 'language'>): 'ltr' | 'rtl' {
  const [name = '', script = ''] = tag.split('-')
  if (/^[A-Za-z]{4}$/.test(script)) return /^(?:arab|hebr|thaa|syrc|nkoo|adlm)$/i.test(script) ? 'rtl' : 'ltr'
  return RIGHT_TO_LEFT.has(name) ? 'rtl' : 'ltr'
}

export type ReadDocument = { ok: true; document: MailDocument } | { ok: false; problem: string }

/**
 * Reads a document from outside, such as a form, a saved campaign or a program. A wrong one is refused with the first thing
 * that is wrong, and where.
 */
export function readDocument(json: unknown): ReadDocument {
  if (bytesOf(json) > MAX_DOCUMENT_BYTES)
    return { ok: false, problem: 'This email is too large. Use less text, or fewer sections.' }
  const read = mailDocument.safeParse(json)
  if (read.success) return { ok: true, document: read.data }
  const [issue] = read.error.issues
  return { ok: false, problem: `${placeOf(issue?.path ?? [])}${issue?.message ?? 'This is no email.'}` }
}

/** As JSON; what is nested deeper than that can be written is too large by any measure. */
function bytesOf(json: unknown): number {
  try {
    return new TextEncoder().encode(JSON.stringify(json) ?? '').length
  } catch {
    return Infinity
  }
}

/** “Section 3: ”, as the list of sections counts them. */
function placeOf([field, index]: PropertyKey[]): string {
  return field === 'blocks' && typeof index === 'number' ? `Section ${index + 1}: ` : ''
}
