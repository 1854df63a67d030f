import { BlockStack, Card, Divider, Text } from '@shopify/polaris'
import { Time } from '#app/ui/format/Time.tsx'
import type { MarketingState } from '../core/consent.ts'
import { OPT_IN_WORDS, sourceWords, STATE_WORDS } from './consent-words.ts'
import type { ConsentSource } from './ledger.server.ts'
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
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          Marketing consent
        </Text>
        <Channel name="E-mail" consent={email} />
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
            <Moment name="Marked an e-mail as spam" at={complainedAt} />
          </>
        ) : null}
      </BlockStack>
    </Card>
  )
}

function Channel({ name, consent }: { name: string; consent: ChannelConsent }) {
  const { state, optInLevel, since, source } = consent
  const level = state === 'SUBSCRIBED' && optInLevel ? OPT_IN_WORDS[optInLevel] : null
  return (
    <BlockStack gap="050">
      <Text as="h3" variant="headingSm">
        {name}
      </Text>
      <Text as="p">
        {STATE_WORDS[state]}
        {level ? `, ${level}` : ''}
      </Text>
      {since ? (
        <Text as="p" variant="bodySm" tone="subdued">
          Since <Time at={since} />
        </Text>
      ) : null}
      {source ? (
        <Text as="p" variant="bodySm" tone="subdued">
          {sourceWords(source)}
        </Text>
      ) : null}
    </BlockStack>
  )
}

function Moment({ name, at }: { name: string; at: string }) {
  return (
    <BlockStack gap="050">
      <Text as="h3" variant="headingSm">
        {name}
      </Text>
      <Text as="p" variant="bodySm" tone="subdued">
        <Time at={at} />
      </Text>
    </BlockStack>
  )
}
