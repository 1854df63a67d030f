import { useFetcher } from '@remix-run/react'
import { Banner } from '#app/ui/feedback/Banner.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Link } from '#app/ui/text/Link.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import { formatCountOf } from '#app/ui/format/format.ts'
import { useToast } from '#app/ui/feedback/useToast.ts'
import type { Troubles } from './troubles.server.ts'

const IN_STEP =
  '. No member is out of date for it: the consent check has compared everybody with Shopify since, and nothing differs.'
const OUT_OF_DATE = ': some members may be out of date.'
const DEADLINE = ' Among them is a request that the law sets a time for.'

const SCOPE_WORDS: Record<string, string> = {
  read_customers: 'see your customers',
  write_customers: 'tell Shopify who unsubscribed',
  read_orders: 'see your orders, from which points are counted',
  read_customer_merge: 'notice that customers were merged',
}

type Props = {
  troubles: Pick<Troubles, 'deadDeliveries' | 'deadline' | 'refusedWriteBacks' | 'refusedMember' | 'lostScopes'>
  /** Whether everybody was found in step with Shopify after the last message had failed. */
  inStep: boolean
}

/** What waits for a person, in one banner. */
export function TroublesBanner({ troubles, inStep }: Props) {
  const { deadDeliveries, deadline, refusedWriteBacks, refusedMember, lostScopes } = troubles
  const retry = useFetcher<{ toast: string }>()
  useToast(retry.data)
  if (deadDeliveries + refusedWriteBacks + lostScopes.length === 0) return null
  const action = {
    content: 'Try again',
    loading: retry.state !== 'idle',
    onAction: () => retry.submit({ intent: 'retry-deliveries' }, { method: 'post' }),
  }
  const agrees = inStep && refusedWriteBacks + lostScopes.length === 0
  const title = agrees ? 'Messages from Shopify have failed' : 'Glancito and Shopify may not agree'
  return (
    <Banner tone="warning" title={title} action={deadDeliveries > 0 ? action : undefined}>
      <Stack gap="small">
        {lostScopes.length > 0 ? (
          <Paragraph>
            Your store does not let Glancito {lostScopes.map((scope) => SCOPE_WORDS[scope] ?? scope).join(', or ')} any
            more. Give the permission back in Shopify under Settings &gt; Apps, or install Glancito again.
          </Paragraph>
        ) : null}
        {deadDeliveries > 0 ? (
          <Paragraph>
            {formatCountOf(deadDeliveries, 'message')} from Shopify could not be processed
            {inStep ? IN_STEP : OUT_OF_DATE}
            {deadline ? DEADLINE : ''} <Link url="/app/settings/messages">See what failed</Link>
          </Paragraph>
        ) : null}
        {refusedWriteBacks > 0 ? (
          <Paragraph>
            Shopify refused {formatCountOf(refusedWriteBacks, 'change')} of consent. Glancito keeps to{' '}
            {refusedWriteBacks === 1 ? 'it' : 'them'}, other tools may not.{' '}
            <Link url={refusedWriteBacks === 1 ? `/app/members/${refusedMember}` : '/app/members/write-backs'}>
              See what Shopify said
            </Link>
          </Paragraph>
        ) : null}
      </Stack>
    </Banner>
  )
}
