import { Fragment } from 'react'
import { Card } from '#app/ui/layout/Card.tsx'
import { Grid } from '#app/ui/layout/Grid.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { DataTable } from '#app/ui/tables/DataTable.tsx'
import { Heading } from '#app/ui/text/Heading.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import { Text } from '#app/ui/text/Text.tsx'
import { Figure } from '#app/ui/text/Figure.tsx'
import { formatCount, formatPercent } from '#app/ui/format/format.ts'
import type { LinkPerformance, LinkRow } from './links.server.ts'

const KINDS = { text: 'Text', button: 'Button', image: 'Image' } as const

/** Which links were followed. */
export function LinkTable({ performance, tracked }: { performance: LinkPerformance; tracked: boolean }) {
  const { totalClicks, uniqueClicks, clicksPerUniqueOpen, links } = performance
  return (
    <Card>
      <Stack gap="large">
        <Heading>Click performance</Heading>
        {tracked ? null : (
          <Paragraph tone="subdued">
            Click tracking was off when this campaign was sent, and its click data cannot be recovered afterwards.
          </Paragraph>
        )}
        {tracked ? (
          <Grid columns={3} gap="large">
            <Figure label="Total clicks" value={formatCount(totalClicks)} />
            <Figure label="Unique clicks" value={formatCount(uniqueClicks)} />
            <Figure label="Per unique open" value={formatPercent(clicksPerUniqueOpen)} />
          </Grid>
        ) : null}
        {links.length > 0 ? (
          <DataTable
            columns={[
              { title: 'Link' },
              { title: 'Source' },
              { title: 'Total clicks', numeric: true },
              { title: 'Unique clicks', numeric: true },
            ]}
            rows={links.map((link) => [
              <Address key={link.linkNo} link={link} />,
              KINDS[link.kind],
              tracked ? formatCount(link.totalClicks) : '—',
              tracked ? formatCount(link.uniqueClicks) : '—',
            ])}
            dense
          />
        ) : (
          <Paragraph tone="subdued">This email has no links.</Paragraph>
        )}
      </Stack>
    </Card>
  )
}

function Address({ link }: { link: LinkRow }) {
  return (
    // Without a least width a phone would break every address after a few letters.
    <div style={{ minWidth: '9rem', maxWidth: '28rem', whiteSpace: 'normal', overflowWrap: 'anywhere' }}>
      <Text>{link.label || <Url url={link.url} />}</Text>
      {link.label ? (
        <Paragraph size="small" tone="subdued">
          <Url url={link.url} />
        </Paragraph>
      ) : null}
    </div>
  )
}

/** An address that is broken, where it must be, after what divides it. */
function Url({ url }: { url: string }) {
  return url.split(/(?<=[/?&=#])(?![/])/).map((part, index) => (
    <Fragment key={index}>
      {index > 0 ? <wbr /> : null}
      {part}
    </Fragment>
  ))
}
