// What the blocks of one mail are drawn with.
import type { Brand } from '#app/settings/brand.ts'
import { readableOn, contrastOf } from '#app/platform/text/contrast.ts'
import { READABLE, readableVersion, softOn } from '#app/platform/text/color-mix.ts'
import { escapeHtml } from '#app/platform/text/escape-html.ts'
import { type MailDocument, directionOf } from '../document.ts'
import type { ProductsByBlock } from '../product.ts'
import type { Align } from '../rich-text.ts'
import { HeldTexts } from './mjml.ts'

/** Whose mail it is. */
export type MailShop = { brand: Brand; shopName: string; storeUrl: string }

export type Look = MailShop & {
  language: string
  direction: 'ltr' | 'rtl'
  products: ProductsByBlock
  texts: HeldTexts
}

export function lookOf(document: MailDocument, shop: MailShop, products: ProductsByBlock): Look {
  return {
    ...shop,
    language: document.language,
    direction: directionOf(document),
    products,
    texts: new HeldTexts(),
  }
}

/** The colors on one ground. */
export type Ground = {
  color: string
  text: string
  soft: string
  link: string
  line: string
  /** Whether it is the mail's own, which turns dark with the reader's device; a ground that its author chose stays. */
  turnsDark: boolean
}

/** The ground of a block: the author's choice, or the mail's own. */
export function groundOf({ brand }: Pick<Look, 'brand'>, chosen: string | null, own = brand.cardColor): Ground {
  const color = (chosen ?? own).toLowerCase()
  const text = contrastOf(brand.textColor, color) >= READABLE ? brand.textColor : readableOn(color)
  return {
    color,
    text,
    soft: softOn(color),
    link: readableVersion(brand.color, color),
    line: readableVersion(color, color, 1.3),
    turnsDark: chosen === null,
  }
}

/** The grounds of a mail on a device set to dark. */
export const DARK = { page: '#121212', card: '#1e1e1e', text: '#f2f2f2', soft: '#b8b8b8', line: '#454545' }

/** Left and right, as the document is read. */
export function sideOf(align: Align, direction: 'ltr' | 'rtl'): 'left' | 'center' | 'right' {
  if (align === 'center') return 'center'
  return (align === 'start') === (direction === 'ltr') ? 'left' : 'right'
}

/** A text or an address from outside, held back until MJML is done. */
export const held = ({ texts }: Look, text: string): string => texts.hold(escapeHtml(text))
