import { Link, useFetcher } from '@remix-run/react'
import { Banner, BlockStack, Button, List, ProgressBar, Text } from '@shopify/polaris'
import { useRevalidateEvery } from '#app/ui/hooks/useRevalidateEvery.ts'
import { type BulkAction, bulkProgress, bulkTitle } from './bulk.ts'

const LOOK_EVERY_MS = 1500

/** A bulk action: how far it has come, then with whom it failed. */
export function BulkCard({ action }: { action: BulkAction }) {
  const { total, done, failed, finished, error, failures } = action
  const fetcher = useFetcher()
  useRevalidateEvery(finished ? null : LOOK_EVERY_MS)
  const ask = (intent: 'stop' | 'dismiss') =>
    fetcher.submit({ intent }, { method: 'post', action: '/app/members/bulk', encType: 'application/json' })
  const tone = !finished ? 'info' : failed > 0 || error ? 'warning' : 'success'
  return (
    <Banner title={bulkTitle(action)} tone={tone} {...(finished && { onDismiss: () => ask('dismiss') })}>
      <BlockStack gap="200" inlineAlign="start">
        {finished ? null : (
          <div style={{ width: '100%' }}>
            <ProgressBar
              progress={total > 0 ? Math.min(100, ((done + failed) / total) * 100) : 0}
              size="small"
              ariaLabelledBy="bulk-progress"
            />
          </div>
        )}
        <Text as="p" id="bulk-progress">
          {bulkProgress(action)}
        </Text>
        {error ? <Text as="p">{error}</Text> : null}
        {failures.length > 0 ? (
          <List>
            {failures.map(({ memberId, reason }) => (
              <List.Item key={memberId}>
                <Link to={`/app/members/${memberId}`}>Customer {memberId}</Link>: {reason}
              </List.Item>
            ))}
          </List>
        ) : null}
        {failed > failures.length ? <Text as="p">These are the first {failures.length} of them.</Text> : null}
        {finished ? null : (
          <Button size="slim" loading={fetcher.state !== 'idle'} onClick={() => ask('stop')}>
            Stop
          </Button>
        )}
      </BlockStack>
    </Banner>
  )
}
