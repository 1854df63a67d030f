// Sections as they are added: each with something in it that shows what it is.
import type { Block, BlockType, PartBlock } from '../document.ts'
import { plainText } from '../rich-text.ts'

export type AddableType = Exclude<BlockType, 'footer'>
export type PartType = PartBlock['type']

/** In the order of the menu. */
export const ADDABLE: readonly AddableType[] = [
  'text',
  'heading',
  'image',
  'button',
  'columns',
  'products',
  'coupon',
  'divider',
  'spacer',
  'social',
  'header',
  'html',
]
export const PARTS: readonly PartType[] = ['text', 'heading', 'image', 'button', 'divider', 'spacer']

/** Names no other section or part has. */
export const newId = (): string => crypto.randomUUID().replaceAll('-', '').slice(0, 12)

export function newPart(type: PartType): PartBlock {
  const id = newId()
  switch (type) {
    case 'heading':
      return { id, type, text: plainText('A heading'), level: 2 }
    case 'text':
      return { id, type, text: plainText('Write your text here.') }
    case 'image':
      return { id, type, src: '', alt: '', isDecoration: false, href: '', widthPx: null, align: 'center' }
    case 'button':
      return { id, type, label: 'Shop now', href: '', look: 'solid', isWide: false, align: 'center' }
    case 'divider':
      return { id, type, color: null, thicknessPx: 1 }
    case 'spacer':
      return { id, type, heightPx: 24 }
  }
}

export function newBlock(type: AddableType): Block {
  const section = { background: null, padding: 'medium' } as const
  switch (type) {
    case 'heading':
    case 'text':
    case 'image':
    case 'button':
    case 'divider':
    case 'spacer':
      return { ...section, ...newPart(type) }
    case 'header':
    case 'social':
      return { ...section, id: newId(), type, align: 'center' }
    case 'columns':
      return {
        ...section,
        id: newId(),
        type,
        columns: [{ blocks: [newPart('image'), newPart('text')] }, { blocks: [newPart('image'), newPart('text')] }],
      }
    case 'products': {
      const source = { kind: 'newest', count: 4 } as const
      return { ...section, id: newId(), type, source, perRow: 2, showsPrice: true, buttonLabel: 'Shop now' }
    }
    case 'coupon':
      return { ...section, id: newId(), type, words: 'Use this code at checkout', code: '', small: '' }
    case 'html':
      return { ...section, id: newId(), type, html: '' }
  }
}
