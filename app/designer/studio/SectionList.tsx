import { type DragEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { Button } from '#app/ui/actions/Button.tsx'
import { Inline } from '#app/ui/layout/Inline.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import type { Block, MailDocument } from '../document.ts'
import { BLOCK_NAMES } from '../document-problems.ts'
import { wordsOf } from './block-words.ts'
import type { Design } from './useDesign.ts'

type Props = { document: MailDocument; design: Design }

/** The sections in their order: chosen, moved by mouse or keys, copied and removed. */
export function SectionList({ document, design }: Props) {
  const [dragged, setDragged] = useState<string | null>(null)
  const [over, setOver] = useState<number | null>(null)
  const drop = (event: DragEvent) => {
    event.preventDefault()
    const from = document.blocks.findIndex(({ id }) => id === dragged)
    if (dragged !== null && over !== null) design.move(dragged, over > from ? over - 1 : over)
    setDragged(null)
    setOver(null)
  }
  return (
    <ol aria-label="Sections" style={{ listStyle: 'none', margin: 0, padding: 0, display: 'grid', gap: 4 }}>
      {document.blocks.map((block, index) => (
        <li key={block.id}>
          {/* For the mouse alone: keys move a section by its button. */}
          <div
            role="presentation"
            draggable={block.type !== 'footer'}
            onDragStart={(event) => {
              event.dataTransfer.effectAllowed = 'move'
              setDragged(block.id)
            }}
            onDragEnter={() => setOver(index)}
            onDragOver={(event) => event.preventDefault()}
            onDrop={drop}
            onDragEnd={() => setDragged(null)}
            style={{
              borderBlockStart: `2px solid ${dragged !== null && over === index ? '#005bd3' : 'transparent'}`,
              opacity: dragged === block.id ? 0.5 : 1,
            }}
          >
            <SectionRow block={block} index={index} count={document.blocks.length} design={design} />
          </div>
        </li>
      ))}
    </ol>
  )
}

type RowProps = { block: Block; index: number; count: number; design: Design }

function SectionRow({ block, index, count, design }: RowProps) {
  const isChosen = design.chosen?.id === block.id
  const button = useRef<HTMLButtonElement>(null)
  // What had the focus may have gone with its section, or lost it on the way to its new place.
  useEffect(() => {
    const page = button.current?.ownerDocument
    if (isChosen && design.moves > 0 && page?.activeElement === page?.body) button.current?.focus()
  }, [isChosen, design.moves])
  const isFooter = block.type === 'footer'
  const name = BLOCK_NAMES[block.type]
  const words = wordsOf(block)
  // Alt with an arrow moves a line in most editors.
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key]
    if (!event.altKey || by === undefined) return
    event.preventDefault()
    design.move(block.id, index + by)
  }
  return (
    <Stack gap="tiny">
      <button
        ref={button}
        type="button"
        aria-current={isChosen ? 'true' : undefined}
        aria-keyshortcuts={isFooter ? undefined : 'Alt+ArrowUp Alt+ArrowDown'}
        onClick={() => design.choose(block.id)}
        onKeyDown={onKeyDown}
        style={{
          display: 'block',
          inlineSize: '100%',
          minBlockSize: 40,
          padding: '8px 12px',
          textAlign: 'start',
          font: 'inherit',
          color: 'inherit',
          border: `1px solid ${isChosen ? '#1a1a1a' : '#e3e3e3'}`,
          borderRadius: 8,
          background: isChosen ? '#f1f1f1' : '#fff',
          cursor: isFooter ? 'pointer' : 'grab',
          overflowWrap: 'anywhere',
        }}
      >
        <span style={{ fontWeight: 600 }}>{name}</span>
        {words === '' ? null : <span style={{ color: '#616161' }}> · {words}</span>}
      </button>
      {isChosen && !isFooter ? <RowActions name={name} {...{ block, index, count, design }} /> : null}
    </Stack>
  )
}

function RowActions({ block, index, count, design, name }: RowProps & { name: string }) {
  const label = (does: string) => `${does}: ${name}, section ${index + 1}`
  return (
    <Inline gap="tiny">
      <Button
        icon="arrow-up"
        size="small"
        variant="tertiary"
        accessibilityLabel={label('Move up')}
        disabled={index === 0}
        onClick={() => design.move(block.id, index - 1)}
      />
      <Button
        icon="arrow-down"
        size="small"
        variant="tertiary"
        accessibilityLabel={label('Move down')}
        disabled={index >= count - 2}
        onClick={() => design.move(block.id, index + 1)}
      />
      <Button
        icon="duplicate"
        size="small"
        variant="tertiary"
        accessibilityLabel={label('Duplicate')}
        onClick={() => design.duplicate(block.id)}
      />
      <Button
        icon="delete"
        size="small"
        variant="tertiary"
        accessibilityLabel={label('Remove')}
        onClick={() => design.remove(block.id)}
      />
    </Inline>
  )
}
