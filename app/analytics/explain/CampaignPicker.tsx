import { useSearchParams } from '@remix-run/react'
import { Select } from '#app/ui/forms/Select.tsx'

type Props = {
  campaigns: { campaignId: number; name: string }[]
  chosen: number | null
  /** Whether there are older ones. */
  more: boolean
}

/** Chooses the campaign that a member is asked about; the choice is `?campaign=` in the URL. */
export function CampaignPicker({ campaigns, chosen, more }: Props) {
  const [, setSearch] = useSearchParams()
  const options = campaigns.map(({ campaignId, name }) => ({ value: String(campaignId), label: name }))
  return (
    <Select
      label="Campaign"
      options={options}
      placeholder="Choose a campaign"
      helpText={more ? 'Only the newest campaigns are listed. For an older one, start from its page.' : undefined}
      value={chosen === null ? '' : String(chosen)}
      onChange={(campaign) => setSearch({ campaign })}
    />
  )
}
