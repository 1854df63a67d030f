// The designer's texts as HTML.
import { escapeHtml } from '#app/platform/text/escape-html.ts'
import type { Inline, Mark, Paragraph, RichText, TextBlock } from '../rich-text.ts'
import { type Ground, type Look, sideOf } from './look.ts'

type Where = { look: Pick<Look, 'direction'>; ground: Ground }

/** A text of paragraphs and lists. */
export function richHtml({ content }: RichText, where: Where): string {
  return content.map((block, index) => blockHtml(block, index === content.length - 1, where)).join('')
}

/** A text as one line of it, for a heading. */
export function lineHtml({ content }: RichText, where: Where): string {
  const paragraphs = content.flatMap((block) => (block.type === 'paragraph' ? [block] : []))
  return paragraphs.map((each) => inlineHtml(each.content ?? [], where)).join('<br>')
}

function blockHtml(block: TextBlock, isLast: boolean, where: Where): string {
  const margin = isLast ? '0' : '0 0 14px'
  if (block.type === 'paragraph') return paragraphHtml(block, margin, where)
  const tag = block.type === 'bulletList' ? 'ul' : 'ol'
  const side = where.look.direction === 'rtl' ? 'right' : 'left'
  const items = block.content.map(({ content }) => {
    const lines = content.map((each) => inlineHtml(each.content ?? [], where))
    return `<li style="margin:0 0 6px">${lines.join('<br>')}</li>`
  })
  return `<${tag} style="margin:${margin};padding:0;padding-${side}:24px">${items.join('')}</${tag}>`
}

function paragraphHtml({ attrs, content = [] }: Paragraph, margin: string, where: Where): string {
  const { textAlign } = attrs ?? {}
  const align = textAlign ? `;text-align:${sideOf(textAlign, where.look.direction)}` : ''
  // An empty one would have no height.
  return `<p style="margin:${margin}${align}">${inlineHtml(content, where) || '&#160;'}</p>`
}

/** What follows one another and leads to the same place is one link. */
function inlineHtml(inlines: Inline[], { ground }: Where): string {
  let html = ''
  let open = ''
  for (const each of inlines) {
    const href = hrefOf(each)
    if (href !== open) {
      if (open !== '') html += '</a>'
      if (href !== '') html += `<a href="${escapeHtml(href)}" style="color:${ground.link};text-decoration:underline">`
      open = href
    }
    html += markedHtml(each)
  }
  return open === '' ? html : `${html}</a>`
}

const marksOf = (each: Inline): Mark[] => ('marks' in each ? (each.marks ?? []) : [])

function hrefOf(each: Inline): string {
  const link = marksOf(each).find(({ type }) => type === 'link')
  return link?.type === 'link' ? link.attrs.href : ''
}

function markedHtml(each: Inline): string {
  if (each.type === 'hardBreak') return '<br>'
  let html = each.type === 'text' ? escapeHtml(each.text) : chipHtml(each.attrs)
  for (const mark of marksOf(each)) html = markHtml(mark, html)
  return html
}

function markHtml(mark: Mark, html: string): string {
  switch (mark.type) {
    case 'bold':
      return `<strong>${html}</strong>`
    case 'italic':
      return `<em>${html}</em>`
    case 'textStyle': {
      const color = mark.attrs.color?.toLowerCase()
      return color ? `<span class="${colorClass(color)}" style="color:${color}">${html}</span>` : html
    }
    case 'link':
      return html
  }
}

/** By which a style for dark devices finds what has this color. */
export const colorClass = (color: string): string => `c-${color.slice(1)}`

/** In an element of its own: a brace that stands beside it in the text would be taken for one of its own. */
function chipHtml({ name, fallback }: { name: string; fallback: string }): string {
  const written = fallback === '' ? `{{${name}}}` : `{{${name} | default: "${fallback}"}}`
  return `<span>${escapeHtml(written)}</span>`
}
