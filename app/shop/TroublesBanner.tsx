import { useFetcher } from '@remix-run/react'
import { Banner, BlockStack, Link, Text } from '@shopify/polaris'
import { formatCountOf } from '#app/ui/format.ts'
import { useToast } from '#app/ui/useToast.ts'
import type { Troubles } from './troubles.server.ts'

/** What waits for a person, in one banner. */
export function TroublesBanner({ deadDeliveries, refusedWriteBacks, refusedMember }: Troubles) {
  const retry = useFetcher<{ toast: string }>()
  useToast(retry.data)
  if (deadDeliveries === 0 && refusedWriteBacks === 0) return null
  const action = {
    content: 'Try again',
    loading: retry.state !== 'idle',
    onAction: () => retry.submit({ intent: 'retry-deliveries' }, { method: 'post' }),
  }
  return (
    <Banner tone="warning" title="Glancito and Shopify may not agree" {...(deadDeliveries > 0 ? { action } : {})}>
      <BlockStack gap="200">
        {deadDeliveries > 0 ? (
          <Text as="p">
            {formatCountOf(deadDeliveries, 'message')} from Shopify could not be worked off: some members may be out of
            date.
          </Text>
        ) : null}
        {refusedWriteBacks > 0 ? (
          <Text as="p">
            Shopify refused {formatCountOf(refusedWriteBacks, 'change')} of consent. Glancito keeps to{' '}
            {refusedWriteBacks === 1 ? 'it' : 'them'}, other tools may not.{' '}
            {refusedMember ? <Link url={`/app/members/${refusedMember}`}>See what Shopify said</Link> : null}
          </Text>
        ) : null}
      </BlockStack>
    </Banner>
  )
}
