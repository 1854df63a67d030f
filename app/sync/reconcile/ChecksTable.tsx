import { Link } from '@remix-run/react'
import { DataTable } from '#app/ui/tables/DataTable.tsx'
import { Badge } from '#app/ui/text/Badge.tsx'
import { Text } from '#app/ui/text/Text.tsx'
import { formatCount } from '#app/ui/format/format.ts'
import { Time } from '#app/ui/format/Time.tsx'
import type { Check } from './reconcile.server.ts'
import { TableCard } from '#app/ui/layout/TableCard.tsx'
import { COLORS } from '#app/ui/layout/tokens.ts'

type Row = Pick<Check, 'checkId' | 'status' | 'members' | 'found' | 'open'> & { at: string }

/** The last checks; one is chosen to see its differences. */
export function ChecksTable({ checks, shown }: { checks: Row[]; shown: number | null }) {
  return (
    <TableCard heading="Recent checks">
      <DataTable
        columns={[
          { title: 'Checked' },
          { title: 'Members', numeric: true },
          { title: 'Found', numeric: true },
          { title: 'Still open', numeric: true },
        ]}
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
  if (status !== 'done') return <>In progress</>
  if (isShown)
    return (
      <Text weight="semibold">
        <Time at={at} />
      </Text>
    )
  return (
    <Link to={`?check=${checkId}`} preventScrollReset style={LINK}>
      <Time at={at} />
    </Link>
  )
}

const LINK = { color: COLORS.link, textDecoration: 'none' } as const
