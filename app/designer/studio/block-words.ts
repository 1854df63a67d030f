// What a section says of itself in the list of them.
import type { Block } from '../document.ts'
import { inlinesOf, type RichText } from '../rich-text.ts'
import { FIELD_WORDS } from './field-words.ts'

const LONGEST = 40

/** The first words of a section, or what it is set to; empty where its name says enough. */
export function wordsOf(block: Block): string {
  switch (block.type) {
    case 'heading':
    case 'text':
    case 'footer':
      return short(textOf(block.text))
    case 'button':
      return short(block.label)
    case 'image':
      return short(block.alt) || (block.src === '' ? 'No image yet' : '')
    case 'coupon':
      return short(block.code) || 'No code yet'
    case 'columns':
      return `${block.columns.length}`
    case 'products':
      return { manual: 'Chosen by you', newest: 'Newest', 'best-selling': 'Best selling' }[block.source.kind]
    case 'spacer':
      return `${block.heightPx} px`
    case 'divider':
    case 'header':
    case 'social':
    case 'html':
      return ''
  }
}

const short = (text: string) => (text.length > LONGEST ? `${text.slice(0, LONGEST).toWellFormed()}…` : text)

function textOf(text: RichText): string {
  const words = inlinesOf(text).map((each) => {
    if (each.type === 'text') return each.text
    return each.type === 'field' ? `[${FIELD_WORDS[each.attrs.name]}]` : ' '
  })
  return words.join('').trim()
}
