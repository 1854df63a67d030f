import { Banner } from '#app/ui/feedback/Banner.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import type { CampaignDraft } from '../draft.ts'
import { changedFields } from './changed-fields.ts'

type Props = {
  mine: CampaignDraft
  other: CampaignDraft
  onTake: () => void
  onKeep: () => void
}

/** Asks which words count when a draft was changed in two places. */
export function ChangedBanner({ mine, other, onTake, onKeep }: Props) {
  return (
    <Banner
      tone="warning"
      title="This draft was changed in another tab, or by someone else"
      action={{ content: 'Use their version', onAction: onTake }}
      secondaryAction={{ content: 'Keep my version', onAction: onKeep }}
    >
      <Stack gap="small">
        <Paragraph>What you type here isn’t saved until you choose. Theirs is saved.</Paragraph>
        <Paragraph>Different: {changedFields(mine, other).join(', ')}.</Paragraph>
      </Stack>
    </Banner>
  )
}
