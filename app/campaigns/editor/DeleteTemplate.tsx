import { useFetcher } from '@remix-run/react'
import { useState } from 'react'
import { Button } from '#app/ui/actions/Button.tsx'
import { ConfirmModal } from '#app/ui/actions/ConfirmModal.tsx'
import { useToast } from '#app/ui/feedback/useToast.ts'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'

/** Asks before a template of the shop's own is deleted. */
export function DeleteTemplate({ templateId, name }: { templateId: string; name: string }) {
  const [isAsked, ask] = useState(false)
  const fetcher = useFetcher<{ toast: string }>()
  useToast(fetcher.data)
  const confirm = () =>
    fetcher.submit({ intent: 'delete-template', templateId }, { method: 'post', encType: 'application/json' })
  return (
    <>
      <Button
        icon="delete"
        variant="tertiary"
        accessibilityLabel={`Delete the template ${name}`}
        onClick={() => ask(true)}
      />
      <ConfirmModal
        open={isAsked}
        title="Delete this template?"
        confirm="Delete template"
        destructive
        loading={fetcher.state !== 'idle'}
        onConfirm={confirm}
        onClose={() => ask(false)}
      >
        <Paragraph breakWord>“{name}” will be deleted. Campaigns that began with it stay as they are.</Paragraph>
      </ConfirmModal>
    </>
  )
}
