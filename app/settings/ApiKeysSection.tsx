import { useFetcher } from '@remix-run/react'
import { memo, useState } from 'react'
import { Button } from '#app/ui/actions/Button.tsx'
import { FocusKeeper } from '#app/ui/actions/FocusKeeper.tsx'
import { Inline } from '#app/ui/layout/Inline.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import { Text } from '#app/ui/text/Text.tsx'
import { ConfirmModal } from '#app/ui/actions/ConfirmModal.tsx'
import { Time } from '#app/ui/format/Time.tsx'
import { useToast } from '#app/ui/feedback/useToast.ts'
import { NewKeyModal } from './NewKeyModal.tsx'
import { Section } from '#app/ui/layout/Section.tsx'
import { PlainList } from '#app/ui/text/PlainList.tsx'

export type KeyRow = { keyId: number; name: string; createdAt: string; lastUsedAt: string | null }

/** The keys with which the shop's own programs read its analytics. */
export const ApiKeysSection = memo(function ApiKeysSection({ keys }: { keys: KeyRow[] }) {
  const [making, setMaking] = useState(false)
  const [ending, setEnding] = useState<KeyRow | null>(null)
  const deletion = useFetcher<{ toast: string }>()
  useToast(deletion.data)
  const end = () => {
    if (ending)
      deletion.submit({ intent: 'delete-key', keyId: ending.keyId }, { method: 'post', encType: 'application/json' })
    setEnding(null)
  }
  return (
    <Section
      title="API keys"
      description="Use a key to read campaign analytics as JSON from your own programs. Treat it like a password."
    >
      <FocusKeeper>
        {keys.length === 0 ? (
          <Paragraph tone="subdued">No API keys yet.</Paragraph>
        ) : (
          <PlainList gap="large">
            {keys.map((key) => (
              <li key={key.keyId}>
                <Key row={key} onDelete={() => setEnding(key)} />
              </li>
            ))}
          </PlainList>
        )}
        <Inline>
          <Button onClick={() => setMaking(true)}>Create API key</Button>
        </Inline>
      </FocusKeeper>
      {making ? <NewKeyModal onClose={() => setMaking(false)} /> : null}
      <ConfirmModal
        open={ending !== null}
        title={`Delete “${ending?.name ?? ''}”?`}
        confirm="Delete key"
        destructive
        onConfirm={end}
        onClose={() => setEnding(null)}
      >
        <Paragraph>Programs that use this key will stop working. This can’t be undone.</Paragraph>
      </ConfirmModal>
    </Section>
  )
})

function Key({ row, onDelete }: { row: KeyRow; onDelete: () => void }) {
  return (
    <Inline justify="between" align="center" gap="small" wrap={false}>
      <Stack gap="tiny">
        <Text weight="medium" breakWord>
          {row.name}
        </Text>
        <Text size="small" tone="subdued">
          Created <Time at={row.createdAt} day />,{' '}
          {row.lastUsedAt ? (
            <>
              last used <Time at={row.lastUsedAt} />
            </>
          ) : (
            'never used'
          )}
        </Text>
      </Stack>
      <Button
        icon="delete"
        variant="tertiary"
        tone="critical"
        accessibilityLabel={`Delete ${row.name}`}
        onClick={onDelete}
      />
    </Inline>
  )
}
