import { EditorContent, useEditor } from '@tiptap/react'
import { useEffect, useId } from 'react'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Text } from '#app/ui/text/Text.tsx'
import { richText, type RichText } from '../rich-text.ts'
import { EXTENSIONS } from './extensions.ts'
import type { RichTextProps } from './rich-text-props.ts'
import { RichToolbar } from './RichToolbar.tsx'

const CSS = `
.rich-text .tiptap { min-block-size: 96px; padding: 8px 12px; border: 1px solid #8a8a8a; border-radius: 8px; background: #fff; overflow-wrap: anywhere }
.rich-text .tiptap:focus-visible { outline: 2px solid #005bd3; outline-offset: 1px }
.rich-text .tiptap p { margin: 0 0 8px }
.rich-text .tiptap p:last-child { margin-block-end: 0 }
.rich-text .tiptap ul, .rich-text .tiptap ol { margin: 0 0 8px; padding-inline-start: 20px; list-style: revert }
.rich-text .tiptap strong { font-weight: 700 }
.rich-text .tiptap em { font-style: italic }
.rich-text .tiptap a { text-decoration: underline }
.rich-text .field-chip { padding: 1px 6px; border-radius: 6px; background: #e3f1df; color: #0c3b1e; white-space: nowrap }
.rich-text .field-chip.ProseMirror-selectednode { outline: 2px solid #005bd3 }
`

/** The same as the document keeps it: without what the editor notes for itself. */
const kept = (json: unknown): RichText | null => richText.safeParse(json).data ?? null

/** Writes a text of the document. */
export function RichTextField({ label, value, onChange }: RichTextProps) {
  const labelId = useId()
  const editor = useEditor({
    extensions: EXTENSIONS,
    content: value,
    immediatelyRender: false,
    editorProps: { attributes: { role: 'textbox', 'aria-multiline': 'true', 'aria-labelledby': labelId } },
    onUpdate: ({ editor: each }) => {
      const text = kept(each.getJSON())
      if (text) onChange(text)
    },
  })
  // What was undone, or discarded, comes from outside.
  useEffect(() => {
    if (!editor || JSON.stringify(kept(editor.getJSON())) === JSON.stringify(kept(value))) return
    editor.commands.setContent(value, { emitUpdate: false })
  }, [editor, value])
  return (
    <div className="rich-text">
      <style>{CSS}</style>
      <Stack gap="small">
        <span id={labelId}>
          <Text>{label}</Text>
        </span>
        {editor ? <RichToolbar editor={editor} /> : null}
        <EditorContent editor={editor} />
      </Stack>
    </div>
  )
}
