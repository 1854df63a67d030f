import { useState } from 'react'
import { Button } from '#app/ui/actions/Button.tsx'
import { MenuButton } from '#app/ui/actions/MenuButton.tsx'
import { SwitchButtons } from '#app/ui/actions/SwitchButtons.tsx'
import { Select } from '#app/ui/forms/Select.tsx'
import { Inline } from '#app/ui/layout/Inline.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Well } from '#app/ui/layout/Well.tsx'
import { Heading } from '#app/ui/text/Heading.tsx'
import { type Block, type BlockOf, MOST_IN_COLUMN, type PartBlock } from '../document.ts'
import { BLOCK_NAMES } from '../document-problems.ts'
import { movePart } from './edits.ts'
import { newPart, PARTS } from './new-block.ts'
import { PartSettings } from './PartSettings.tsx'

type Columns = BlockOf<'columns'>
type Props = { block: Columns; onChange: (block: Block, what: string) => void }

const COUNTS = [
  { value: '1', label: '1' },
  { value: '2', label: '2' },
  { value: '3', label: '3' },
] as const

/** Columns, one of which is set at a time. */
export function ColumnsSettings({ block, onChange }: Props) {
  const [chosen, choose] = useState(0)
  const at = Math.min(chosen, block.columns.length - 1)
  const parts = block.columns[at]?.blocks ?? []
  const put = (blocks: PartBlock[], what: string) =>
    onChange({ ...block, columns: block.columns.with(at, { blocks }) }, `column ${at} ${what}`)
  const resize = (count: number) => {
    const columns = Array.from({ length: count }, (_, index) => block.columns[index] ?? { blocks: [newPart('text')] })
    // What stood in a column that goes is not lost.
    const left = block.columns.slice(count).flatMap(({ blocks }) => blocks)
    const last = columns.at(-1)
    if (last && left.length > 0)
      columns[columns.length - 1] = { blocks: [...last.blocks, ...left].slice(0, MOST_IN_COLUMN) }
    onChange({ ...block, columns }, 'count')
  }
  return (
    <Stack gap="base">
      <Select
        label="Columns"
        options={COUNTS}
        value={`${block.columns.length}` as '1' | '2' | '3'}
        onChange={(count) => resize(Number(count))}
      />
      <SwitchButtons
        options={block.columns.map((_, index) => ({ value: index, label: `Column ${index + 1}` }))}
        value={at}
        onChange={choose}
      />
      {parts.map((part, index) => (
        <Part
          key={part.id}
          part={part}
          index={index}
          onChange={(next, what) => put(parts.with(index, next), what)}
          onMove={(by) => put(movePart(parts, part.id, by), `move ${part.id}`)}
          onRemove={() => put(parts.toSpliced(index, 1), `remove ${part.id}`)}
        />
      ))}
      {parts.length < MOST_IN_COLUMN ? (
        <MenuButton
          items={PARTS.map((type) => ({
            content: BLOCK_NAMES[type],
            onAction: () => put([...parts, newPart(type)], `add ${parts.length}`),
          }))}
        >
          Add to this column
        </MenuButton>
      ) : null}
    </Stack>
  )
}

type PartProps = {
  part: PartBlock
  index: number
  onChange: (part: PartBlock, what: string) => void
  onMove: (by: number) => void
  onRemove: () => void
}

function Part({ part, index, onChange, onMove, onRemove }: PartProps) {
  const name = BLOCK_NAMES[part.type]
  const label = (does: string) => `${does}: ${name}, ${index + 1} in this column`
  return (
    <Well>
      <Stack gap="base">
        <Inline justify="between" align="center">
          <Heading level={4}>{name}</Heading>
          <Inline gap="tiny">
            <Button
              icon="arrow-up"
              size="small"
              variant="tertiary"
              accessibilityLabel={label('Move up')}
              onClick={() => onMove(-1)}
            />
            <Button
              icon="arrow-down"
              size="small"
              variant="tertiary"
              accessibilityLabel={label('Move down')}
              onClick={() => onMove(1)}
            />
            <Button
              icon="delete"
              size="small"
              variant="tertiary"
              accessibilityLabel={label('Remove')}
              onClick={onRemove}
            />
          </Inline>
        </Inline>
        <PartSettings part={part} onChange={onChange} />
      </Stack>
    </Well>
  )
}
