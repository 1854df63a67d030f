import { useLoaderData, useNavigation } from '@remix-run/react'
import type { ActionFunctionArgs, LinksFunction, LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useDeferredValue, useState } from 'react'
import { transaction } from '#app/platform/db/db.server.ts'
import { requireTenant } from '#app/tenants/authenticate.server.ts'
import { listTiers } from '#app/settings/settings.server.ts'
import { FieldError } from '#app/ui/forms/FieldError.tsx'
import { Box } from '#app/ui/layout/Box.tsx'
import { Card } from '#app/ui/layout/Card.tsx'
import { Page } from '#app/ui/layout/Page.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { EmptyList } from '#app/ui/feedback/EmptyList.tsx'
import { useRevalidateEvery } from '#app/ui/hooks/useRevalidateEvery.ts'
import { useDebounced } from '#app/ui/hooks/useDebounced.ts'
import { findBulk } from './bulk/bulk.server.ts'
import { BulkCard } from './bulk/BulkCard.tsx'
import { CountLine } from './CountLine.tsx'
import { ExportModal } from './export/ExportModal.tsx'
import { describeImport } from '#app/sync/import/import-words.ts'
import { importProgress, requestImport } from '#app/sync/import/import.server.ts'
import { ImportCard } from '#app/sync/import/ImportCard.tsx'
import { ImportProblem } from '#app/sync/import/ImportProblem.tsx'
import { countHeld } from '../consent/held-opt-outs.server.ts'
import { listNotTried } from '../bounces/bounces.server.ts'
import { listMembers } from './query/list.server.ts'
import {
  filterParameters,
  isFiltered,
  isOnlySymbols,
  type ListedMember,
  listParameters,
  type MemberRow,
  parseMemberQuery,
  type Unread,
  unreadBounds,
} from './query/list.ts'
import { RANGE_LABELS } from './filter-words.ts'
import rowStyles from '#app/ui/tables/tick-rows.css?url'
import { MembersFilters } from './MembersFilters.tsx'
import { MembersTable } from './MembersTable.tsx'
import { RANGED } from './query/ranges.ts'
import { listViews } from './views/views.server.ts'

/** An empty list costs nothing to read. */
const LOOK_EVERY_MS = 2000

export const meta: MetaFunction = () => [{ title: 'Members · Glancito' }]

export const links: LinksFunction = () => [{ rel: 'stylesheet', href: rowStyles }]

export async function loader({ request }: LoaderFunctionArgs) {
  const { tenantId } = await requireTenant(request)
  const search = new URL(request.url).searchParams
  const query = parseMemberQuery(search)
  const [page, views, tiers, bulk, progress, held] = await Promise.all([
    listMembers(tenantId, query),
    listViews(tenantId),
    listTiers(tenantId),
    findBulk(tenantId),
    importProgress(tenantId),
    countHeld(tenantId),
  ])
  return {
    query,
    held,
    page: { ...page, members: await withNotTried(tenantId, page.members) },
    views,
    tiers,
    bulk,
    parameters: filterParameters(search).toString(),
    here: { list: listParameters(search).toString() },
    unread: unreadBounds(search),
    importing: describeImport(progress),
  }
}

async function withNotTried(tenantId: number, members: MemberRow[]): Promise<ListedMember[]> {
  const hard = members.filter(({ bounce }) => bounce === 'hard').map(({ memberId }) => memberId)
  const notTried = await listNotTried(tenantId, hard)
  return members.map((member) => ({ ...member, notTried: notTried.has(member.memberId) }))
}

/** Asks for the import once more, after one that failed. */
export async function action({ request }: ActionFunctionArgs) {
  const { tenantId } = await requireTenant(request)
  await transaction((sql) => requestImport(sql, tenantId))
  return { toast: 'Import requested' }
}

export default function Members() {
  const data = useLoaderData<typeof loader>()
  const { query, held, page, views, tiers, bulk, parameters, unread, importing } = data
  // Drawing a list takes longer than typing a letter: what comes is drawn in pieces, between which the page takes input.
  const shown = useDeferredValue(data)
  const navigation = useNavigation()
  const [exporting, setExporting] = useState(false)
  const loading = navigation.state === 'loading' && navigation.location.pathname === '/app/members'
  // The table's notice covers the filters, so it is for those who wait, not for each letter that is typed.
  const slow = useDebounced(loading, 500)
  const filtered = isFiltered(query)
  return (
    <Page
      title="Members"
      subtitle="Your Shopify customers, and who you can email"
      width="full"
      secondaryActions={[
        { content: held > 0 ? `Held for review (${held})` : 'Held for review', url: '/app/members/held' },
        ...(filtered ? [{ content: 'Save as segment', url: `/app/segments/new?${parameters}` }] : []),
        { content: 'Export', onAction: () => setExporting(true) },
      ]}
    >
      <Stack gap="large">
        <ImportCard importing={importing} />
        {bulk ? <BulkCard action={bulk} /> : null}
        <ImportProblem importing={importing} />
        <Card padding="none">
          {page.matches.count > 0 || filtered || Object.keys(unread).length > 0 ? (
            <>
              <MembersFilters query={query} unread={unread} views={views} tiers={tiers} loading={loading} />
              <NotGoneBy unread={unread} />
              <MembersTable
                members={shown.page.members}
                pages={shown.page}
                loading={loading && slow}
                count={shown.page.matches.exact ? shown.page.matches.count : null}
                here={shown.here}
                parameters={shown.parameters}
                whenEmpty={
                  isOnlySymbols(shown.query.search)
                    ? 'Enter at least one letter or digit to search'
                    : 'Try different words or remove a filter'
                }
              />
              <CountLine matches={page.matches} filtered={filtered} parameters={parameters} />
            </>
          ) : (
            <NoMembers importing={importing.state === 'running'} />
          )}
        </Card>
      </Stack>
      <ExportModal open={exporting} filtered={filtered} parameters={parameters} onClose={() => setExporting(false)} />
    </Page>
  )
}

/** Says of each bound that could not be read why, and that the list does not go by it. */
function NotGoneBy({ unread }: { unread: Unread }) {
  return RANGED.map((key) => {
    const found = unread[key]
    return found ? (
      <Box key={key} paddingBlock="small" paddingInline="base" line="below">
        <FieldError
          field={key}
          message={`${RANGE_LABELS[key]}: “${found.text}” isn’t valid, so this filter isn’t applied. ${found.flaw}`}
        />
      </Box>
    ) : null
  })
}

function NoMembers({ importing }: { importing: boolean }) {
  useRevalidateEvery(importing ? LOOK_EVERY_MS : null)
  return (
    <EmptyList icon="person" heading={importing ? 'Your customers are on their way' : 'No customers yet'}>
      {importing
        ? 'The first ones will appear here in a moment.'
        : 'When your store gets its first customer, they’ll appear here with what they consented to.'}
    </EmptyList>
  )
}
