import { Link, useFetcher } from '@remix-run/react'
import { Button } from '#app/ui/actions/Button.tsx'
import { Banner } from '#app/ui/feedback/Banner.tsx'
import { ProgressBar } from '#app/ui/feedback/ProgressBar.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { List, ListItem } from '#app/ui/text/List.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import { useProgress } from '#app/ui/hooks/useProgress.ts'
import { type BulkAction, bulkProgress, bulkTitle } from './bulk.ts'

const stageOf = (action: BulkAction | null) => `${action?.actionId} ${action?.finished}`

/** A bulk action: how far it has come, then with whom it failed. */
export function BulkCard({ action: loaded }: { action: BulkAction }) {
  const isUnderWay = !loaded.finished
  const url = '/app/members/bulk/progress'
  const action = useProgress<BulkAction | null>({ url, loaded, isUnderWay, stageOf }) ?? loaded
  const { total, done, failed, finished, error, failures } = action
  const fetcher = useFetcher()
  const ask = (intent: 'stop' | 'dismiss') =>
    fetcher.submit({ intent }, { method: 'post', action: '/app/members/bulk', encType: 'application/json' })
  const tone = !finished ? 'info' : failed > 0 || error ? 'warning' : 'success'
  return (
    <Banner title={bulkTitle(action)} tone={tone} onDismiss={finished ? () => ask('dismiss') : undefined}>
      <Stack gap="small" align="start">
        {finished ? null : (
          <div style={{ width: '100%' }}>
            <ProgressBar
              percent={total > 0 ? Math.min(100, ((done + failed) / total) * 100) : 0}
              labelledBy="bulk-progress"
            />
          </div>
        )}
        <Paragraph id="bulk-progress">{bulkProgress(action)}</Paragraph>
        {error ? <Paragraph>{error}</Paragraph> : null}
        {failures.length > 0 ? (
          <List>
            {failures.map(({ memberId, reason }) => (
              <ListItem key={memberId}>
                <Link to={`/app/members/${memberId}`}>Customer {memberId}</Link>: {reason}
              </ListItem>
            ))}
          </List>
        ) : null}
        {failed > failures.length ? <Paragraph>Showing the first {failures.length} of them.</Paragraph> : null}
        {finished ? null : (
          <Button size="small" loading={fetcher.state !== 'idle'} onClick={() => ask('stop')}>
            Stop
          </Button>
        )}
      </Stack>
    </Banner>
  )
}
