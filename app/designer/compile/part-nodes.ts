// What stands in a column, as MJML.
import { readableOn } from '#app/platform/text/contrast.ts'
import { isImageAddress, type PartBlock } from '../document.ts'
import { type Ground, held, type Look, sideOf } from './look.ts'
import { leaf, type MjmlNode } from './mjml.ts'
import { lineHtml, richHtml } from './rich-html.ts'

const BODY = { 'font-size': '16px', 'line-height': '26px' } as const
const HEADINGS = {
  1: { tag: 'h1', size: '28px', line: '36px' },
  2: { tag: 'h2', size: '22px', line: '30px' },
  3: { tag: 'h3', size: '18px', line: '26px' },
} as const

/** Blocks of one column, with room between them. */
export function partNodes(blocks: PartBlock[], ground: Ground, look: Look): MjmlNode[] {
  return blocks.flatMap((each, index) => {
    const node = partNode(each, ground, look)
    return node === null ? [] : [index === 0 ? node : withRoom(node)]
  })
}

const withRoom = (node: MjmlNode): MjmlNode => ({ ...node, attributes: { ...node.attributes, 'padding-top': '12px' } })

/** Null for what has nothing to show yet. */
export function partNode(block: PartBlock, ground: Ground, look: Look): MjmlNode | null {
  switch (block.type) {
    case 'heading': {
      const { tag, size, line } = HEADINGS[block.level]
      const font = { 'font-family': look.brand.headingFont, 'font-size': size, 'line-height': line }
      const style = `margin:0;font-size:${size};line-height:${line};font-weight:bold`
      const [first] = block.text.content
      const align = first?.type === 'paragraph' ? (first.attrs?.textAlign ?? 'start') : 'start'
      const html = `<${tag} style="${style}">${lineHtml(block.text, { look, ground })}</${tag}>`
      return textNode(html, { ground, look, font: { ...font, align: sideOf(align, look.direction) } })
    }
    case 'text':
      return textNode(richHtml(block.text, { look, ground }), { ground, look })
    case 'image':
      return isImageAddress(block.src) ? imageNode(block, look) : null
    case 'button':
      return block.label.trim() === '' ? null : buttonNode(block, ground, look)
    case 'divider':
      return leaf('mj-divider', {
        'border-width': `${block.thicknessPx}px`,
        'border-color': block.color ?? ground.line,
        padding: '0',
        'css-class': ground.turnsDark && block.color === null ? 'd-line' : null,
      })
    case 'spacer':
      return leaf('mj-spacer', { height: `${block.heightPx}px`, padding: '0' })
  }
}

type TextOptions = { ground: Ground; look: Look; font?: Record<string, string>; color?: string; darkClass?: string }

/** HTML of ours, with an author's texts in it that are escaped. */
export function textNode(html: string, { ground, look, font, color, darkClass }: TextOptions): MjmlNode {
  return leaf(
    'mj-text',
    {
      'font-family': look.brand.bodyFont,
      ...BODY,
      align: sideOf('start', look.direction),
      ...font,
      color: color ?? ground.text,
      padding: '0',
      'css-class': ground.turnsDark ? (darkClass ?? 'd-text') : null,
    },
    look.texts.hold(html),
  )
}

type ImagePart = Extract<PartBlock, { type: 'image' }>

function imageNode({ src, alt, isDecoration, href, widthPx, align }: ImagePart, look: Look): MjmlNode {
  return leaf('mj-image', {
    src: held(look, src),
    alt: held(look, isDecoration ? '' : alt),
    href: href === '' ? null : held(look, href),
    width: widthPx === null ? null : `${widthPx}px`,
    align: sideOf(align, look.direction),
    'border-radius': look.brand.radiusPx > 0 ? `${look.brand.radiusPx}px` : null,
    'font-size': '14px',
    'fluid-on-mobile': widthPx === null ? true : null,
    padding: '0',
  })
}

type ButtonPart = Extract<PartBlock, { type: 'button' }>

export function buttonNode(
  { label, href, look: kind, isWide, align }: Omit<ButtonPart, 'id' | 'type'>,
  ground: Ground,
  look: Look,
): MjmlNode {
  const { brand } = look
  const isSolid = kind === 'solid'
  const background = isSolid ? brand.color : ground.color
  return leaf(
    'mj-button',
    {
      href: href === '' ? null : held(look, href),
      align: sideOf(align, look.direction),
      'background-color': background,
      color: isSolid ? readableOn(brand.color) : ground.link,
      border: `2px solid ${isSolid ? brand.color : ground.link}`,
      'border-radius': `${brand.buttonRadiusPx}px`,
      'font-family': brand.bodyFont,
      'font-size': '16px',
      'font-weight': 'bold',
      'line-height': '22px',
      'inner-padding': '12px 26px',
      width: isWide ? '100%' : null,
      padding: '0',
      target: '_blank',
      'css-class': ground.turnsDark ? (isSolid ? 'd-button' : 'd-outline') : null,
    },
    held(look, label),
  )
}
