import { Banner } from '#app/ui/feedback/Banner.tsx'

/** Customers who wait for their data, on the home page; nothing when none does. */
export function DataRequestsBanner({ words }: { words: string | null }) {
  if (words === null) return null
  return (
    <Banner
      tone="warning"
      title="Data requests to answer"
      action={{ content: 'View data requests', url: '/app/settings/data-requests' }}
    >
      <p>{words}</p>
    </Banner>
  )
}
