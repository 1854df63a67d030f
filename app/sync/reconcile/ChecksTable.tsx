import { Link } from '@remix-run/react'
import { Badge, DataTable, Text } from '@shopify/polaris'
import { formatCount } from '#app/ui/format/format.ts'
import { Time } from '#app/ui/format/Time.tsx'
import type { Check } from './reconcile.server.ts'
import { TableCard } from '#app/ui/layout/TableCard.tsx'

type Row = Pick<Check, 'checkId' | 'status' | 'members' | 'found' | 'open'> & { at: string }

/** The last checks; one is chosen to see its differences. */
export function ChecksTable({ checks, shown }: { checks: Row[]; shown: number | null }) {
  return (
    <TableCard heading="Last checks">
      <DataTable
        columnContentTypes={['text', 'numeric', 'numeric', 'numeric']}
        headings={['Checked', 'Members', 'Found', 'Still open']}
        rows={checks.map((check) => [
          <When key="when" check={check} isShown={check.checkId === shown} />,
          formatCount(check.members),
          formatCount(check.found),
          formatCount(check.open),
        ])}
      />
    </TableCard>
  )
}

function When({ check: { checkId, status, at }, isShown }: { check: Row; isShown: boolean }) {
  if (status === 'failed')
    return (
      <>
        <Time at={at} /> <Badge tone="warning">Failed</Badge>
      </>
    )
  if (status !== 'done') return <>Under way</>
  if (isShown)
    return (
      <Text as="span" fontWeight="semibold">
        <Time at={at} />
      </Text>
    )
  return (
    <Link to={`?check=${checkId}`} preventScrollReset style={LINK}>
      <Time at={at} />
    </Link>
  )
}

const LINK = { color: 'var(--p-color-text-link)', textDecoration: 'none' } as const
