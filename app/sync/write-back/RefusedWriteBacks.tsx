import { Fragment } from 'react'
import { Button } from '#app/ui/actions/Button.tsx'
import { ButtonGroup } from '#app/ui/actions/ButtonGroup.tsx'
import { Box } from '#app/ui/layout/Box.tsx'
import { Divider } from '#app/ui/layout/Divider.tsx'
import { Inline } from '#app/ui/layout/Inline.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Heading } from '#app/ui/text/Heading.tsx'
import { Link } from '#app/ui/text/Link.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import { Time } from '#app/ui/format/Time.tsx'

type Row = { memberId: string; name: string; choice: string; said: string; since: string }

type Props = { rows: Row[]; next: string | null; isFirst: boolean; onRetry: (memberId: string) => void }

/** Customers whose choice Shopify refused to record, each with what it said. */
export function RefusedWriteBacks({ rows, next, isFirst, onRetry }: Props) {
  return (
    <>
      {rows.map((row) => (
        <Fragment key={row.memberId}>
          <Refused row={row} onRetry={() => onRetry(row.memberId)} />
          <Divider />
        </Fragment>
      ))}
      {next || !isFirst ? (
        <Box padding="large">
          <ButtonGroup>
            {isFirst ? null : <Button url="/app/members/write-backs">First page</Button>}
            {next ? <Button url={`/app/members/write-backs?after=${next}`}>Next page</Button> : null}
          </ButtonGroup>
        </Box>
      ) : null}
    </>
  )
}

function Refused({ row, onRetry }: { row: Row; onRetry: () => void }) {
  return (
    <Box padding="large">
      <Inline justify="between" align="center" gap="base">
        <Stack gap="tiny">
          <Heading size="small" breakWord>
            <Link url={`/app/members/${row.memberId}`} plain>
              {row.name}
            </Link>
          </Heading>
          <Paragraph>
            {row.choice}, <Time at={row.since} />
          </Paragraph>
          <Paragraph tone="subdued" breakWord>
            {row.said}
          </Paragraph>
        </Stack>
        <ButtonGroup>
          <Button accessibilityLabel={`Try again for ${row.name}`} onClick={onRetry}>
            Try again
          </Button>
          <Button
            url={`shopify://admin/customers/${row.memberId}`}
            target="_top"
            accessibilityLabel={`Open ${row.name} in Shopify`}
          >
            Open in Shopify
          </Button>
        </ButtonGroup>
      </Inline>
    </Box>
  )
}
