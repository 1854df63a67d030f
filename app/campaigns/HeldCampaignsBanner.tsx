import { Banner } from '#app/ui/feedback/Banner.tsx'
import { formatCountOf } from '#app/ui/format/format.ts'

/** Says on other pages that campaigns were not sent at their time. */
export function HeldCampaignsBanner({ count }: { count: number }) {
  if (count === 0) return null
  return (
    <Banner
      tone="warning"
      title={`${formatCountOf(count, 'scheduled campaign')} didn’t go out`}
      action={{ content: count === 1 ? 'View campaign' : 'View campaigns', url: '/app/campaigns?tab=held' }}
    >
      <p>Nothing of {count === 1 ? 'it' : 'them'} was sent. Send now, or choose a new time.</p>
    </Banner>
  )
}
