import { useFetcher } from '@remix-run/react'
import { Banner } from '#app/ui/feedback/Banner.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Link } from '#app/ui/text/Link.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import { formatCountOf } from '#app/ui/format/format.ts'
import { useToast } from '#app/ui/feedback/useToast.ts'
import type { ShopProblems } from './problems.server.ts'

const IN_STEP =
  '. No members are out of date: the consent check has compared everyone with Shopify since and found no differences.'
const OUT_OF_DATE = '. Some members may be out of date.'
const DEADLINE = ' They include a request with a legal deadline.'

const SCOPE_WORDS: Record<string, string> = {
  read_customers: 'see your customers',
  write_customers: 'tell Shopify who unsubscribed',
  read_orders: 'see your orders, which points are based on',
  read_customer_merge: 'see when customers are merged',
}

type Props = {
  problems: Pick<ShopProblems, 'deadDeliveries' | 'deadline' | 'refusedWriteBacks' | 'refusedMember' | 'lostScopes'>
  /** Whether everybody was found in step with Shopify after the last message had failed. */
  inStep: boolean
}

/** What waits for a person, in one banner. */
export function ProblemsBanner({ problems, inStep }: Props) {
  const { deadDeliveries, deadline, refusedWriteBacks, refusedMember, lostScopes } = problems
  const retry = useFetcher<{ toast: string }>()
  useToast(retry.data)
  if (deadDeliveries + refusedWriteBacks + lostScopes.length === 0) return null
  const action = {
    content: 'Try again',
    loading: retry.state !== 'idle',
    onAction: () => retry.submit({ intent: 'retry-deliveries' }, { method: 'post' }),
  }
  const agrees = inStep && refusedWriteBacks + lostScopes.length === 0
  const title = agrees ? 'Some messages from Shopify failed' : 'Glancito and Shopify may be out of sync'
  return (
    <Banner tone="warning" title={title} action={deadDeliveries > 0 ? action : undefined}>
      <Stack gap="small">
        {lostScopes.length > 0 ? (
          <Paragraph>
            Your store no longer lets Glancito {lostScopes.map((scope) => SCOPE_WORDS[scope] ?? scope).join(', or ')}.
            Restore the permission in Shopify under Settings &gt; Apps, or reinstall Glancito.
          </Paragraph>
        ) : null}
        {deadDeliveries > 0 ? (
          <Paragraph>
            {formatCountOf(deadDeliveries, 'message')} from Shopify couldn’t be processed
            {inStep ? IN_STEP : OUT_OF_DATE}
            {deadline ? DEADLINE : ''} <Link url="/app/settings/messages">View failed messages</Link>
          </Paragraph>
        ) : null}
        {refusedWriteBacks > 0 ? (
          <Paragraph>
            Shopify refused {formatCountOf(refusedWriteBacks, 'consent change')}. Glancito honors{' '}
            {refusedWriteBacks === 1 ? 'it' : 'them'}, but other tools may not.{' '}
            <Link url={refusedWriteBacks === 1 ? `/app/members/${refusedMember}` : '/app/members/write-backs'}>
              View Shopify’s reason
            </Link>
          </Paragraph>
        ) : null}
      </Stack>
    </Banner>
  )
}
