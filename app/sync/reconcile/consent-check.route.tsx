import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useFetcher, useLoaderData } from '@remix-run/react'
import { clock } from '#app/platform/clock.server.ts'
import { requireTenant } from '#app/tenants/authenticate.server.ts'
import { Banner } from '#app/ui/feedback/Banner.tsx'
import { Page } from '#app/ui/layout/Page.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { EmptyList } from '#app/ui/feedback/EmptyList.tsx'
import { PageError } from '#app/ui/feedback/PageError.tsx'
import { useProgress } from '#app/ui/hooks/useProgress.ts'
import { idParam } from '#app/ui/params.ts'
import { useToast } from '#app/ui/feedback/useToast.ts'
import { CheckCard } from './CheckCard.tsx'
import { ChecksTable } from './ChecksTable.tsx'
import { DifferencesTable } from './DifferencesTable.tsx'
import { importProgress } from '../import/import.server.ts'
import { ledgerCheckWords } from '#app/members/ledger/ledger-check-words.ts'
import { findLedgerCheck } from '#app/members/ledger/ledger-verify.server.ts'
import { LedgerCheckCard } from '#app/members/ledger/LedgerCheckCard.tsx'
import { ProgressCard } from '#app/ui/feedback/ProgressCard.tsx'
import { type CheckProgress, describeCheckProgress, describeLastCheck } from './reconcile-words.ts'
import { findLastCheck, listChecks, listDifferences, requestCheck } from './reconcile.server.ts'
import { TableCard } from '#app/ui/layout/TableCard.tsx'

export const meta: MetaFunction = () => [{ title: 'Consent check · Glancito' }]

export async function loader({ request }: LoaderFunctionArgs) {
  const { tenantId, timezone } = await requireTenant(request)
  const search = new URL(request.url).searchParams
  const [last, checks, progress, ledger] = await Promise.all([
    findLastCheck(tenantId),
    listChecks(tenantId),
    importProgress(tenantId, 'reconcile'),
    findLedgerCheck(tenantId),
  ])
  const shown = checks.find(({ checkId }) => checkId === idParam(search.get('check'))) ?? last.done
  const place = idParam(search.get('after') ?? search.get('before'))
  return {
    words: describeLastCheck(last, clock.now(), timezone),
    ledger: ledgerCheckWords(ledger, clock.now(), timezone),
    progress: describeCheckProgress(progress && { ...progress, members: progress.rowsLoaded }),
    failure: last.newer === 'failed' ? { error: checks[0]?.error ?? null } : null,
    checks: checks.map(({ requestedAt, finishedAt, ...check }) => ({
      ...check,
      at: (finishedAt ?? requestedAt).toISOString(),
    })),
    shown: shown?.checkId ?? null,
    page: shown ? await listDifferences(tenantId, shown.checkId, place) : null,
  }
}

/** Begins a check; one under way already serves. */
export async function action({ request }: ActionFunctionArgs) {
  const { tenantId } = await requireTenant(request)
  await requestCheck(tenantId)
  return { toast: 'Check started' }
}

const stageOf = (progress: CheckProgress | null) => (progress ? 'under way' : 'none')

export default function ConsentCheck() {
  const { words, ledger, progress, failure, checks, shown, page } = useLoaderData<typeof loader>()
  const check = useFetcher<typeof action>()
  useToast(check.data)
  const begin = () => check.submit({}, { method: 'post' })
  const busy = check.state !== 'idle'
  const shownProgress = useProgress<CheckProgress | null>({
    url: '/app/settings/consent-check/progress',
    loaded: progress,
    isUnderWay: progress !== null,
    stageOf,
  })
  return (
    <Page
      title="Consent check"
      subtitle="Every member’s consent, compared with Shopify"
      backAction={{ content: 'Settings', url: '/app/settings' }}
      primaryAction={{ content: 'Check now', onAction: begin, loading: busy, disabled: progress !== null }}
    >
      <Stack gap="large">
        {failure ? <CheckFailed error={failure.error} onAgain={begin} busy={busy} /> : null}
        {shownProgress ? <ProgressCard title="Comparing with Shopify" {...shownProgress} /> : null}
        <CheckCard title="Now" words={words} />
        {page ? <Differences page={page} /> : null}
        <LedgerCheckCard {...ledger} />
        {checks.length > 0 ? <ChecksTable checks={checks} shown={shown} /> : null}
      </Stack>
    </Page>
  )
}

function CheckFailed({ error, onAgain, busy }: { error: string | null; onAgain: () => void; busy: boolean }) {
  return (
    <Banner
      tone="warning"
      title="The last check didn’t finish"
      action={{ content: 'Check again', onAction: onAgain, loading: busy }}
    >
      <p>
        Anything it repaired stays repaired. Check again. If it fails again, send support this message:{' '}
        {error ?? 'no reason recorded'}.
      </p>
    </Banner>
  )
}

type PageOfDifferences = NonNullable<ReturnType<typeof useLoaderData<typeof loader>>['page']>

function Differences({ page }: { page: PageOfDifferences }) {
  return (
    <TableCard heading="Differences found">
      <DifferencesTable
        differences={page.differences}
        pages={page}
        empty={
          <EmptyList icon="check-circle" heading="No differences">
            Every member’s consent matches Shopify.
          </EmptyList>
        }
      />
    </TableCard>
  )
}

export function ErrorBoundary() {
  return <PageError back={{ content: 'Settings', url: '/app/settings' }} />
}
