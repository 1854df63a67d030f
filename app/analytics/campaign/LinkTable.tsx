import { BlockStack, Card, DataTable, InlineGrid, Text } from '@shopify/polaris'
import { Figure } from '#app/ui/text/Figure.tsx'
import { formatCount, formatPercent } from '#app/ui/format/format.ts'
import type { LinkPerformance, LinkRow } from './links.server.ts'

const KINDS = { text: 'Text', button: 'Button', image: 'Image' } as const

/** Which links were followed. */
export function LinkTable({ performance, tracked }: { performance: LinkPerformance; tracked: boolean }) {
  const { totalClicks, uniqueClicks, clicksPerUniqueOpen, links } = performance
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          Click performance
        </Text>
        {tracked ? null : (
          <Text as="p" tone="subdued">
            Click tracking was off when this campaign was sent, and its click data cannot be recovered afterwards.
          </Text>
        )}
        {tracked ? (
          <InlineGrid columns={3} gap="400">
            <Figure label="Total clicks" value={formatCount(totalClicks)} />
            <Figure label="Unique clicks" value={formatCount(uniqueClicks)} />
            <Figure label="Per unique open" value={formatPercent(clicksPerUniqueOpen)} />
          </InlineGrid>
        ) : null}
        {links.length > 0 ? (
          <DataTable
            columnContentTypes={['text', 'text', 'numeric', 'numeric']}
            headings={['Link', 'Source', 'Total clicks', 'Unique clicks']}
            rows={links.map((link) => [
              <Address key={link.linkNo} link={link} />,
              KINDS[link.kind],
              tracked ? formatCount(link.totalClicks) : '—',
              tracked ? formatCount(link.uniqueClicks) : '—',
            ])}
            increasedTableDensity
          />
        ) : (
          <Text as="p" tone="subdued">
            This e-mail has no links.
          </Text>
        )}
      </BlockStack>
    </Card>
  )
}

function Address({ link }: { link: LinkRow }) {
  return (
    <div style={{ maxWidth: '28rem', whiteSpace: 'normal', overflowWrap: 'anywhere' }}>
      <Text as="span">{link.label || link.url}</Text>
      {link.label ? (
        <Text as="p" variant="bodySm" tone="subdued">
          {link.url}
        </Text>
      ) : null}
    </div>
  )
}
