import { Card } from '#app/ui/layout/Card.tsx'
import { Divider } from '#app/ui/layout/Divider.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Heading } from '#app/ui/text/Heading.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import { Time } from '#app/ui/format/Time.tsx'
import type { MarketingState } from '../core/consent.ts'
import { OPT_IN_WORDS, sourceWords, STATE_WORDS } from './consent-words.ts'
import type { ConsentSource } from '../ledger/ledger.server.ts'
import type { OptInLevel } from '../core/members.server.ts'

type ChannelConsent = {
  state: MarketingState
  optInLevel: OptInLevel | null
  /** When they decided; null where Shopify does not tell. */
  since: string | null
  /** Where the present state came from, by the ledger. */
  source: ConsentSource | null
}

type Props = { email: ChannelConsent; sms: ChannelConsent; unsubscribedAt: string | null; complainedAt: string | null }

/** What the member agreed to, since when, and how it became known. */
export function ConsentCard({ email, sms, unsubscribedAt, complainedAt }: Props) {
  return (
    <Card>
      <Stack gap="large">
        <Heading>Marketing consent</Heading>
        <Channel name="Email" consent={email} />
        <Divider />
        <Channel name="SMS" consent={sms} />
        {unsubscribedAt ? (
          <>
            <Divider />
            <Moment name="Unsubscribed" at={unsubscribedAt} />
          </>
        ) : null}
        {complainedAt ? (
          <>
            <Divider />
            <Moment name="Marked an email as spam" at={complainedAt} />
          </>
        ) : null}
      </Stack>
    </Card>
  )
}

function Channel({ name, consent }: { name: string; consent: ChannelConsent }) {
  const { state, optInLevel, since, source } = consent
  const level = state === 'SUBSCRIBED' && optInLevel ? OPT_IN_WORDS[optInLevel] : null
  return (
    <Stack gap="tiny">
      <Heading level={3}>{name}</Heading>
      <Paragraph>
        {STATE_WORDS[state]}
        {level ? `, ${level}` : ''}
      </Paragraph>
      {since ? (
        <Paragraph size="small" tone="subdued">
          Since <Time at={since} />
        </Paragraph>
      ) : null}
      {source ? (
        <Paragraph size="small" tone="subdued">
          {sourceWords(source)}
        </Paragraph>
      ) : null}
    </Stack>
  )
}

function Moment({ name, at }: { name: string; at: string }) {
  return (
    <Stack gap="tiny">
      <Heading level={3}>{name}</Heading>
      <Paragraph size="small" tone="subdued">
        <Time at={at} />
      </Paragraph>
    </Stack>
  )
}
