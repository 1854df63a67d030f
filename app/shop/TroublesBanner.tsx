import { useFetcher } from '@remix-run/react'
import { Banner, BlockStack, Link, Text } from '@shopify/polaris'
import { formatCountOf } from '#app/ui/format.ts'
import { useToast } from '#app/ui/useToast.ts'
import type { Troubles } from './troubles.server.ts'

const SCOPE_WORDS: Record<string, string> = {
  read_customers: 'see your customers',
  write_customers: 'tell Shopify who unsubscribed',
  read_orders: 'see your orders, from which points are counted',
  read_customer_merge: 'notice that customers were merged',
}

/** What waits for a person, in one banner. */
export function TroublesBanner({ deadDeliveries, refusedWriteBacks, refusedMember, lostScopes }: Troubles) {
  const retry = useFetcher<{ toast: string }>()
  useToast(retry.data)
  if (deadDeliveries + refusedWriteBacks + lostScopes.length === 0) return null
  const action = {
    content: 'Try again',
    loading: retry.state !== 'idle',
    onAction: () => retry.submit({ intent: 'retry-deliveries' }, { method: 'post' }),
  }
  return (
    <Banner tone="warning" title="Glancito and Shopify may not agree" {...(deadDeliveries > 0 ? { action } : {})}>
      <BlockStack gap="200">
        {lostScopes.length > 0 ? (
          <Text as="p">
            Your store does not let Glancito {lostScopes.map((scope) => SCOPE_WORDS[scope] ?? scope).join(', or ')} any
            more. Give the permission back in Shopify under Settings &gt; Apps, or install Glancito again.
          </Text>
        ) : null}
        {deadDeliveries > 0 ? (
          <Text as="p">
            {formatCountOf(deadDeliveries, 'message')} from Shopify could not be processed: some members may be out of
            date. <Link url="/app/settings/messages">See what failed</Link>
          </Text>
        ) : null}
        {refusedWriteBacks > 0 ? (
          <Text as="p">
            Shopify refused {formatCountOf(refusedWriteBacks, 'change')} of consent. Glancito keeps to{' '}
            {refusedWriteBacks === 1 ? 'it' : 'them'}, other tools may not.{' '}
            <Link url={refusedWriteBacks === 1 ? `/app/members/${refusedMember}` : '/app/members/write-backs'}>
              See what Shopify said
            </Link>
          </Text>
        ) : null}
      </BlockStack>
    </Banner>
  )
}
