// The sections of a mail, as MJML.
import { escapeHtml } from '#app/platform/text/escape-html.ts'
import type { Block, BlockOf } from '../document.ts'
import { type Ground, groundOf, type Look, sideOf } from './look.ts'
import { element, leaf, type MjmlNode } from './mjml.ts'
import { partNode, partNodes, textNode } from './part-nodes.ts'
import { productRows } from './product-rows.ts'
import { richHtml } from './rich-html.ts'

const PADDINGS = { none: '0', small: '8px 24px', medium: '16px 24px', large: '32px 24px' } as const
/** Beside columns, which have a padding of their own. */
const AROUND_COLUMNS = { none: '0', small: '4px 16px', medium: '8px 16px', large: '24px 16px' } as const
const LOGO_WIDTH_PX = 160

/** A block as sections; none where it has nothing to show. */
export function blockNodes(block: Block, look: Look): MjmlNode[] {
  const ground = groundOf(look, block.background, block.type === 'footer' ? look.brand.backgroundColor : undefined)
  switch (block.type) {
    case 'heading':
    case 'text':
    case 'image':
    case 'button':
    case 'divider':
    case 'spacer':
      return single(block, partNode(block, ground, look), look)
    case 'header':
      return single(block, headerNode(block, ground, look), look)
    case 'coupon':
      return single(block, couponNode(block, ground, look), look)
    case 'social':
      return single(block, socialNode(block, ground, look), look)
    case 'html':
      return block.html.trim() === '' ? [] : single(block, ownHtmlNode(block.html, ground, look), look)
    case 'columns':
      return columnsNode(block, ground, look)
    case 'products':
      return productRows(block, ground, look).map((columns) => sectionNode(block, columns, look))
    case 'footer':
      return [sectionNode(block, [column(footerNodes(block, ground, look), look)], look)]
  }
}

const column = (children: MjmlNode[], look: Look, padding: string | null = null): MjmlNode =>
  element('mj-column', { direction: look.direction, padding }, children)

function single(block: Block, node: MjmlNode | null, look: Look): MjmlNode[] {
  return node === null ? [] : [sectionNode(block, [column([node], look)], look)]
}

function sectionNode({ background, padding, type }: Block, columns: MjmlNode[], look: Look): MjmlNode {
  const isGrid = type === 'columns' || type === 'products'
  return element(
    'mj-section',
    {
      'background-color': background,
      direction: look.direction,
      padding: (isGrid ? AROUND_COLUMNS : PADDINGS)[padding],
    },
    columns,
  )
}

function columnsNode(block: BlockOf<'columns'>, ground: Ground, look: Look): MjmlNode[] {
  const all = block.columns.map(({ blocks }) => partNodes(blocks, ground, look))
  if (all.every((nodes) => nodes.length === 0)) return []
  return [
    sectionNode(
      block,
      all.map((nodes) => column(nodes, look, '8px')),
      look,
    ),
  ]
}

/** The logo, which leads to the shop, and on dark devices the one for them; without images, and without one, the shop's name. */
function headerNode({ align }: BlockOf<'header'>, ground: Ground, look: Look): MjmlNode {
  const { brand, shopName, storeUrl } = look
  const name = escapeHtml(shopName)
  const image = (url: string, kind: string, style: string) =>
    `<img class="${kind}" src="${escapeHtml(url)}" alt="${name}" width="${LOGO_WIDTH_PX}" style="${style}max-width:100%;height:auto;border:0">`
  const dark =
    brand.logoDarkUrl && ground.turnsDark
      ? `<!--[if !mso]><!-->${image(brand.logoDarkUrl, 'd-for-dark', 'display:none;mso-hide:all;')}<!--<![endif]-->`
      : ''
  const logo = brand.logoUrl
    ? `${image(brand.logoUrl, dark ? 'd-for-light' : 'logo', 'display:inline-block;')}${dark}`
    : name
  const link = `<a href="${escapeHtml(storeUrl)}" style="color:${ground.text};text-decoration:none;font-weight:bold">${logo}</a>`
  const font = { 'font-family': brand.headingFont, 'font-size': '22px', 'line-height': '30px' }
  return textNode(link, {
    ground,
    look,
    font: { ...font, align: sideOf(align, look.direction) },
    darkClass: 'd-text d-name',
  })
}

/** Nothing without a code: what stands there is what people type in at the checkout. */
function couponNode({ words, code, small }: BlockOf<'coupon'>, ground: Ground, look: Look): MjmlNode | null {
  if (code.trim() === '') return null
  const { brand } = look
  const cell = `border:2px dashed ${ground.link};border-radius:${brand.radiusPx}px;padding:20px 16px;text-align:center;font-family:${brand.bodyFont};color:${ground.text}`
  const lines = [
    words && `<div style="font-size:16px;line-height:24px">${escapeHtml(words)}</div>`,
    `<div style="font-size:26px;line-height:36px;font-weight:bold;letter-spacing:2px">${escapeHtml(code)}</div>`,
    small &&
      `<div class="d-soft" style="font-size:13px;line-height:20px;color:${ground.soft}">${escapeHtml(small)}</div>`,
  ]
  const html = `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="border-collapse:separate"><tr><td style="${cell}">${lines.filter(Boolean).join('')}</td></tr></table>`
  return textNode(html, { ground, look, darkClass: 'd-text d-box' })
}

function socialNode({ align }: BlockOf<'social'>, ground: Ground, look: Look): MjmlNode | null {
  const { socialLinks } = look.brand
  if (socialLinks.length === 0) return null
  const links = socialLinks.map(
    ({ name, url }) =>
      `<a href="${escapeHtml(url)}" style="color:${ground.link};text-decoration:underline;white-space:nowrap">${escapeHtml(name)}</a>`,
  )
  const font = { 'font-size': '15px', align: sideOf(align, look.direction) }
  return textNode(links.join(' &#160;&#183;&#160; '), { ground, look, font })
}

const ownHtmlNode = (html: string, ground: Ground, look: Look): MjmlNode =>
  leaf(
    'mj-text',
    {
      'font-family': look.brand.bodyFont,
      'font-size': '16px',
      'line-height': '26px',
      align: sideOf('start', look.direction),
      color: ground.text,
      padding: '0',
    },
    look.texts.hold(html),
  )

/** Why somebody gets the mail, and the place that every mail's unsubscribe link and postal address come to. */
function footerNodes({ text }: BlockOf<'footer'>, ground: Ground, look: Look): MjmlNode[] {
  const font = { 'font-size': '13px', 'line-height': '20px', align: 'center' }
  const soft = { ...ground, text: ground.soft, link: ground.soft }
  const words = richHtml(text, { look, ground: soft })
  return [
    ...(text.content.length > 0 ? [textNode(words, { ground: soft, look, font, darkClass: 'd-foot' })] : []),
    textNode(`<div data-footer="${ground.soft}"></div>`, { ground: soft, look, font, darkClass: 'd-foot' }),
  ]
}
