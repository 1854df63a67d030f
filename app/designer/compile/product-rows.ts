// Products as rows of columns.
import { escapeHtml } from '#app/platform/text/escape-html.ts'
import type { BlockOf } from '../document.ts'
import { formatMoney, type Product } from '../product.ts'
import { type Ground, held, type Look } from './look.ts'
import { element, leaf, type MjmlNode } from './mjml.ts'
import { buttonNode, textNode } from './part-nodes.ts'

type Block = BlockOf<'products'>

/** Rows of as many columns as the block has in a row; the last is filled up, so that all products are as wide. */
export function productRows(block: Block, ground: Ground, look: Look): MjmlNode[][] {
  const products = look.products.get(block.id) ?? []
  const rows: MjmlNode[][] = []
  for (let from = 0; from < products.length; from += block.perRow) {
    const row = products.slice(from, from + block.perRow).map((each) => productColumn(each, block, ground, look))
    while (row.length < block.perRow) row.push(columnOf([], look))
    rows.push(row)
  }
  return rows
}

const columnOf = (children: MjmlNode[], look: Look): MjmlNode =>
  element('mj-column', { direction: look.direction, padding: '8px' }, children)

function productColumn(product: Product, block: Block, ground: Ground, look: Look): MjmlNode {
  const { title, url, image } = product
  const link = `<a href="${escapeHtml(url)}" style="color:${ground.text};text-decoration:none;font-weight:bold">${escapeHtml(title)}</a>`
  const font = { 'font-size': '16px', 'line-height': '24px' }
  return columnOf(
    [
      ...(image
        ? [
            leaf('mj-image', {
              src: held(look, image.url),
              alt: held(look, image.alt || title),
              href: held(look, url),
              'border-radius': look.brand.radiusPx > 0 ? `${look.brand.radiusPx}px` : null,
              'font-size': '14px',
              'fluid-on-mobile': true,
              padding: '0 0 10px',
            }),
          ]
        : []),
      textNode(link, { ground, look, font, darkClass: 'd-text d-name' }),
      ...(block.showsPrice ? [textNode(priceHtml(product, ground, look), { ground, look, font })] : []),
      ...(block.buttonLabel.trim() === '' ? [] : [{ ...shopButton(product, block, ground, look) }]),
    ],
    look,
  )
}

function priceHtml({ price, isFrom, compareAt }: Product, ground: Ground, look: Look): string {
  const now = escapeHtml(formatMoney(price, look.language))
  const before = compareAt && escapeHtml(formatMoney(compareAt, look.language))
  const from = isFrom ? (FROM[look.language.split('-')[0] ?? ''] ?? '') : ''
  const old = before ? ` <s class="d-soft" style="color:${ground.soft}">${before}</s>` : ''
  return `${from}${now}${old}`
}

/** “From”, in front of the lowest of several prices; in other languages the price stands alone. */
const FROM: Record<string, string> = {
  en: 'From ',
  de: 'Ab ',
  fr: 'Dès ',
  es: 'Desde ',
  it: 'Da ',
  nl: 'Vanaf ',
  pt: 'A partir de ',
}

function shopButton({ url, title }: Product, { buttonLabel }: Block, ground: Ground, look: Look): MjmlNode {
  const node = buttonNode(
    { label: buttonLabel, href: url, look: 'outline', isWide: false, align: 'start' },
    ground,
    look,
  )
  const { attributes } = node
  // Read by itself, one of several equal buttons must say what it is for.
  return {
    ...node,
    attributes: { ...attributes, title: held(look, title), 'padding-top': '10px', 'inner-padding': '8px 18px' },
  }
}
