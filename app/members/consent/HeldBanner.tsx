import { Banner } from '#app/ui/feedback/Banner.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'

type Props = {
  count: number
  /** Of one customer, on their page. */
  ofOne?: boolean
}

/** Unsubscribes that wait for a person; nothing when none does. */
export function HeldBanner({ count, ofOne = false }: Props) {
  if (count === 0) return null
  const title = count === 1 ? 'An unsubscribe is held for review' : `${count} unsubscribes are held for review`
  const who = ofOne || count === 1 ? 'this customer stays' : 'these customers stay'
  return (
    <Banner tone="info" title={title} action={{ content: 'Review', url: '/app/members/held' }}>
      <Paragraph>A mail scanner seems to have followed the unsubscribe link, so {who} subscribed for now.</Paragraph>
    </Banner>
  )
}
