// What a document lacks, in words for its author, by the section that lacks it. What its HTML lacks is told by the room `mail`.
import { contrastOf } from '#app/platform/text/contrast.ts'
import { READABLE } from '#app/platform/text/color-mix.ts'
import type { Brand } from '#app/settings/brand.ts'
import { type Block, type BlockType, isImageAddress, type MailDocument, partsOf } from './document.ts'
import type { ProductsByBlock } from './product.ts'
import { inlinesOf, type RichText } from './rich-text.ts'

export type DocumentCheck = {
  /** Must be put right before the mail is sent. */
  problems: string[]
  warnings: string[]
}

export const BLOCK_NAMES: Record<BlockType, string> = {
  header: 'Header',
  heading: 'Heading',
  text: 'Text',
  image: 'Image',
  button: 'Button',
  columns: 'Columns',
  divider: 'Divider',
  spacer: 'Space',
  products: 'Products',
  coupon: 'Coupon',
  social: 'Social links',
  html: 'Your HTML',
  footer: 'Footer',
}

/** Products are null while they are not known. */
type Facts = { brand: Brand; products: ProductsByBlock | null; mayReadProducts: boolean }

/** What is missing in a document, and what is hard to read in it. */
export function checkDocument({ blocks }: MailDocument, facts: Facts): DocumentCheck {
  const problems: string[] = []
  const warnings: string[] = []
  for (const [index, block] of blocks.entries()) {
    const place = `Section ${index + 1} (${BLOCK_NAMES[block.type]}): `
    const said = [block, ...partsOf(block)].map((each) => checkBlock(each, block, facts))
    problems.push(...new Set(said.flatMap((each) => each.problems.map((text) => place + text))))
    warnings.push(...new Set(said.flatMap((each) => each.warnings.map((text) => place + text))))
  }
  return { problems, warnings }
}

const NOTHING: DocumentCheck = { problems: [], warnings: [] }
const problem = (text: string): DocumentCheck => ({ problems: [text], warnings: [] })
const warning = (text: string): DocumentCheck => ({ problems: [], warnings: [text] })

function checkBlock(each: Block | ReturnType<typeof partsOf>[number], around: Block, facts: Facts): DocumentCheck {
  switch (each.type) {
    case 'image':
      if (!isImageAddress(each.src)) return problem('enter the full address of an image, beginning with https://')
      if (each.alt.trim() !== '' || each.isDecoration) return NOTHING
      return warning('describe the image for those who don’t see it, or mark it as decoration.')
    case 'button':
      if (each.label.trim() === '') return problem('write what the button says.')
      return each.href === '' ? problem('enter where the button leads.') : NOTHING
    case 'heading':
    case 'text':
    case 'footer':
      return textCheck(each.text, groundColor(around, facts.brand))
    case 'coupon':
      return each.code.trim() === '' ? problem('enter the code.') : NOTHING
    case 'products':
      if (each.source.kind === 'manual' && each.source.productIds.length === 0) return problem('choose products.')
      if (each.source.kind === 'best-selling' && each.source.collectionId === null)
        return problem('choose a collection.')
      if (!facts.mayReadProducts) return problem('allow access to your products, or remove the section.')
      if (facts.products === null || facts.products.get(each.id)?.length) return NOTHING
      return problem('none of its products can be bought right now.')
    case 'social':
      return facts.brand.socialLinks.length > 0
        ? NOTHING
        : warning('nothing is shown until you add social links in Settings > Brand.')
    case 'columns':
    case 'divider':
    case 'spacer':
    case 'header':
    case 'html':
      return NOTHING
  }
}

const groundColor = ({ background, type }: Block, { cardColor, backgroundColor }: Brand) =>
  background ?? (type === 'footer' ? backgroundColor : cardColor)

function textCheck(text: RichText, ground: string): DocumentCheck {
  const marks = inlinesOf(text).flatMap((each) => ('marks' in each ? (each.marks ?? []) : []))
  const leadsNowhere = marks.some((mark) => mark.type === 'link' && mark.attrs.href === '')
  const isFaint = marks.some(
    (mark) => mark.type === 'textStyle' && mark.attrs.color && contrastOf(mark.attrs.color, ground) < READABLE,
  )
  return {
    problems: leadsNowhere ? ['a link leads nowhere.'] : [],
    warnings: isFaint ? ['some words are hard to read in their color on this background.'] : [],
  }
}
