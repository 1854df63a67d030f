// A field in a text, as one piece: it is put in, moved and taken out whole, so that no brace of it can be lost.
import { mergeAttributes, Node } from '@tiptap/core'
import { CHIP_FIELDS } from '../rich-text.ts'
import { FIELD_WORDS } from './field-words.ts'

const wordsOf = (name: unknown, fallback: unknown) => {
  const field = CHIP_FIELDS.find((each) => each === name) ?? 'first_name'
  return `${FIELD_WORDS[field]}${typeof fallback === 'string' && fallback !== '' ? ` or “${fallback}”` : ''}`
}

export const FieldNode = Node.create({
  name: 'field',
  group: 'inline',
  inline: true,
  atom: true,
  addAttributes() {
    return {
      name: { default: 'first_name', parseHTML: (element) => element.getAttribute('data-field') },
      fallback: { default: '', parseHTML: (element) => element.getAttribute('data-fallback') ?? '' },
    }
  },
  parseHTML() {
    return [{ tag: 'span[data-field]' }]
  },
  renderHTML({ node, HTMLAttributes }) {
    const { name, fallback } = node.attrs
    const data = { 'data-field': name, 'data-fallback': fallback }
    return ['span', mergeAttributes(HTMLAttributes, data, { class: 'field-chip' }), wordsOf(name, fallback)]
  },
  renderText({ node }) {
    return wordsOf(node.attrs['name'], node.attrs['fallback'])
  },
})
