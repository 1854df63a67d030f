import type { Editor } from '@tiptap/core'
import { useEditorState } from '@tiptap/react'
import { useState } from 'react'
import { Button } from '#app/ui/actions/Button.tsx'
import { MenuButton } from '#app/ui/actions/MenuButton.tsx'
import { TextField } from '#app/ui/forms/TextField.tsx'
import { Inline } from '#app/ui/layout/Inline.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { address, CHIP_FIELDS, type ChipField } from '../rich-text.ts'
import { FIELD_WORDS } from './field-words.ts'

function insert(editor: Editor, name: ChipField): void {
  const attrs = { name, fallback: name === 'first_name' ? 'there' : '' }
  editor.chain().focus().insertContent({ type: 'field', attrs }).run()
}

const TOGGLES = [
  { name: 'bold', icon: 'bold', label: 'Bold', run: (editor: Editor) => editor.chain().focus().toggleBold().run() },
  {
    name: 'italic',
    icon: 'italic',
    label: 'Italic',
    run: (editor: Editor) => editor.chain().focus().toggleItalic().run(),
  },
  {
    name: 'bulletList',
    icon: 'list-bulleted',
    label: 'Bulleted list',
    run: (editor: Editor) => editor.chain().focus().toggleBulletList().run(),
  },
  {
    name: 'orderedList',
    icon: 'list-numbered',
    label: 'Numbered list',
    run: (editor: Editor) => editor.chain().focus().toggleOrderedList().run(),
  },
] as const
const ALIGNS = [
  { value: 'start', icon: 'align-left', label: 'Align to the start' },
  { value: 'center', icon: 'align-center', label: 'Center' },
  { value: 'end', icon: 'align-right', label: 'Align to the end' },
] as const

/** What can be done with the words that are marked. */
export function RichToolbar({ editor }: { editor: Editor }) {
  const [isLinking, setLinking] = useState(false)
  const state = useEditorState({
    editor,
    selector: ({ editor: each }) => ({
      on: TOGGLES.map(({ name }) => each.isActive(name)),
      link: each.getAttributes('link')['href'] as string | undefined,
      color: each.getAttributes('textStyle')['color'] as string | undefined,
      align: ALIGNS.find(({ value }) => each.isActive({ textAlign: value }))?.value,
      fallback: each.isActive('field') ? String(each.getAttributes('field')['fallback'] ?? '') : null,
    }),
  })
  return (
    <Stack gap="small">
      <Inline gap="tiny" wrap>
        {TOGGLES.map(({ name, icon, label, run }, index) => (
          <Button
            key={name}
            icon={icon}
            size="small"
            pressed={state.on[index] ?? false}
            accessibilityLabel={label}
            onClick={() => run(editor)}
          />
        ))}
        {ALIGNS.map(({ value, icon, label }) => (
          <Button
            key={value}
            icon={icon}
            size="small"
            pressed={state.align === value}
            accessibilityLabel={label}
            onClick={() => editor.chain().focus().setTextAlign(value).run()}
          />
        ))}
        <Button
          icon="link"
          size="small"
          pressed={isLinking}
          accessibilityLabel="Link"
          onClick={() => setLinking(!isLinking)}
        />
        <ColorButton editor={editor} color={state.color} />
      </Inline>
      {isLinking ? (
        <LinkField key={state.link ?? ''} editor={editor} href={state.link ?? ''} onDone={() => setLinking(false)} />
      ) : null}
      <MenuButton
        size="small"
        items={CHIP_FIELDS.map((name) => ({ content: FIELD_WORDS[name], onAction: () => insert(editor, name) }))}
      >
        Insert field
      </MenuButton>
      {state.fallback === null ? null : (
        <TextField
          label="If it’s unknown, say"
          value={state.fallback}
          maxLength={60}
          onChange={(fallback) => editor.commands.updateAttributes('field', { fallback })}
        />
      )}
    </Stack>
  )
}

function ColorButton({ editor, color }: { editor: Editor; color: string | undefined }) {
  return (
    <Inline gap="tiny" align="center">
      <input
        type="color"
        aria-label="Text color"
        value={color ?? '#1f1f1f'}
        onChange={(event) => editor.chain().setColor(event.target.value).run()}
        style={{
          inlineSize: 32,
          blockSize: 28,
          padding: 2,
          border: '1px solid #8a8a8a',
          borderRadius: 8,
          background: '#fff',
        }}
      />
      {color ? (
        <Button size="small" variant="plain" onClick={() => editor.chain().focus().unsetColor().run()}>
          No color
        </Button>
      ) : null}
    </Inline>
  )
}

function LinkField({ editor, href, onDone }: { editor: Editor; href: string; onDone: () => void }) {
  const [typed, setTyped] = useState(href)
  const [error, setError] = useState<string>()
  const apply = () => {
    const read = address.safeParse(typed)
    if (!read.success) return setError(read.error.issues[0]?.message)
    const chain = editor.chain().focus().extendMarkRange('link')
    if (read.data === '') chain.unsetLink().run()
    else chain.setLink({ href: read.data }).run()
    onDone()
  }
  return (
    <TextField
      label="Link address"
      value={typed}
      error={error}
      placeholder="https://"
      focused
      onChange={(text) => {
        setTyped(text)
        setError(undefined)
      }}
      button={<Button onClick={apply}>{typed === '' ? 'Remove' : 'Set link'}</Button>}
    />
  )
}
