import type { KeyboardEvent, ReactNode } from 'react'
import { Button } from '#app/ui/actions/Button.tsx'
import { MenuButton } from '#app/ui/actions/MenuButton.tsx'
import { Select } from '#app/ui/forms/Select.tsx'
import { Card } from '#app/ui/layout/Card.tsx'
import { Grid } from '#app/ui/layout/Grid.tsx'
import { Inline } from '#app/ui/layout/Inline.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Heading } from '#app/ui/text/Heading.tsx'
import type { MailDocument } from '../document.ts'
import { BLOCK_NAMES } from '../document-problems.ts'
import { BlockSettings } from './BlockSettings.tsx'
import { LANGUAGES } from './languages.ts'
import { ADDABLE } from './new-block.ts'
import { SectionList } from './SectionList.tsx'
import { type Design, useDesign } from './useDesign.ts'

type Props = {
  document: MailDocument
  onChange: (document: MailDocument) => void
  /** The mail as it will be, drawn by whoever knows how it is sent. */
  preview: ReactNode
}

/** Designs a mail: its sections, what is set of the chosen one, and how it looks. */
export function Studio({ document, onChange, preview }: Props) {
  const design = useDesign(document, onChange)
  return (
    <div role="presentation" onKeyDown={(event) => onKeys(event, design)}>
      <Grid columns={{ phone: 1, desktop: 'minmax(200px, 2fr) minmax(260px, 3fr) minmax(0, 5fr)' }} gap="base">
        <Card>
          <Stack gap="base">
            <Inline justify="between" align="center">
              <Heading>Sections</Heading>
              <History design={design} />
            </Inline>
            <SectionList document={document} design={design} />
            <MenuButton
              items={ADDABLE.map((type) => ({ content: BLOCK_NAMES[type], onAction: () => design.add(type) }))}
            >
              Add section
            </MenuButton>
            <Select
              label="Language"
              options={LANGUAGES}
              value={document.language}
              helpText="For screen readers, prices, and the direction of reading."
              onChange={design.setLanguage}
            />
          </Stack>
        </Card>
        <Card>{design.chosen ? <BlockSettings block={design.chosen} onChange={design.replace} /> : null}</Card>
        {preview}
      </Grid>
    </div>
  )
}

function History({ design }: { design: Design }) {
  return (
    <Inline gap="tiny">
      <Button
        icon="undo"
        size="small"
        variant="tertiary"
        accessibilityLabel="Undo"
        disabled={design.undo === null}
        onClick={() => design.undo?.()}
      />
      <Button
        icon="redo"
        size="small"
        variant="tertiary"
        accessibilityLabel="Redo"
        disabled={design.redo === null}
        onClick={() => design.redo?.()}
      />
    </Inline>
  )
}

/** In a field of plain text the browser’s own undoing would bring back what React does not know. */
function onKeys(event: KeyboardEvent, design: Design): void {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return
  const key = event.key.toLowerCase()
  const does = key === 'z' ? (event.shiftKey ? design.redo : design.undo) : key === 'y' ? design.redo : undefined
  if (does === undefined) return
  event.preventDefault()
  does?.()
}
