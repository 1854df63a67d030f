import { BlockStack, Box, Button, ButtonGroup, Divider, InlineStack, Link, Text } from '@shopify/polaris'
import { Fragment } from 'react'
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
        <Box padding="400">
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
    <Box padding="400">
      <InlineStack align="space-between" blockAlign="center" gap="300">
        <BlockStack gap="050">
          <Text as="h2" variant="headingSm" breakWord>
            <Link url={`/app/members/${row.memberId}`} removeUnderline>
              {row.name}
            </Link>
          </Text>
          <Text as="p">
            {row.choice}, <Time at={row.since} />
          </Text>
          <Text as="p" tone="subdued" breakWord>
            {row.said}
          </Text>
        </BlockStack>
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
      </InlineStack>
    </Box>
  )
}
