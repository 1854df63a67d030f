import type { RichText } from '../rich-text.ts'

export type RichTextProps = {
  label: string
  /** Of what it is the text: another one is another editor. */
  id: string
  value: RichText
  onChange: (text: RichText) => void
}
