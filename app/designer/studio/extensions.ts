// What a text can be: no more than the document's schema takes.
import { BulletList, ListItem, OrderedList } from '@tiptap/extension-list'
import { TextAlign } from '@tiptap/extension-text-align'
import { Color, TextStyle } from '@tiptap/extension-text-style'
import { StarterKit } from '@tiptap/starter-kit'
import { FieldNode } from './field-node.ts'

/** What lists hold is lines: no list stands in a list. */
const Item = ListItem.extend({ content: 'paragraph+' })

export const EXTENSIONS = [
  StarterKit.configure({
    blockquote: false,
    bulletList: false,
    code: false,
    codeBlock: false,
    heading: false,
    horizontalRule: false,
    listItem: false,
    listKeymap: false,
    orderedList: false,
    strike: false,
    trailingNode: false,
    underline: false,
    // What is undone is undone for the whole email.
    undoRedo: false,
    link: { openOnClick: false, autolink: false, defaultProtocol: 'https' },
  }),
  BulletList,
  OrderedList,
  Item,
  TextAlign.configure({ types: ['paragraph'], alignments: ['start', 'center', 'end'], defaultAlignment: null }),
  TextStyle,
  Color,
  FieldNode,
]
