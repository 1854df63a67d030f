import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useFetcher, useLoaderData } from '@remix-run/react'
import { requireTenant } from '#app/tenants/authenticate.server.ts'
import { Card } from '#app/ui/layout/Card.tsx'
import { Page } from '#app/ui/layout/Page.tsx'
import { EmptyList } from '#app/ui/feedback/EmptyList.tsx'
import { formatCountOf } from '#app/ui/format/format.ts'
import { PageError } from '#app/ui/feedback/PageError.tsx'
import { useToast } from '#app/ui/feedback/useToast.ts'
import { memberName, parseMemberId } from '#app/members/core/names.ts'
import { listRefusedWriteBacks, type RefusedWriteBack, retryWriteBacks } from '#app/members/outbox/outbox.server.ts'
import { RefusedWriteBacks } from './RefusedWriteBacks.tsx'
import { refusedWords } from '#app/members/outbox/write-back-words.ts'

const BACK = { content: 'Members', url: '/app/members' }
const PAGE = 50

export const meta: MetaFunction = () => [{ title: 'Changes Shopify refused · Glancito' }]

export async function loader({ request }: LoaderFunctionArgs) {
  const { tenantId } = await requireTenant(request)
  const after = parseMemberId(new URL(request.url).searchParams.get('after') ?? undefined) ?? 0n
  const found = await listRefusedWriteBacks(tenantId, { after, limit: PAGE + 1 })
  const rows = found.slice(0, PAGE).map(rowOf)
  return { rows, next: found.length > PAGE ? (rows.at(-1)?.memberId ?? null) : null, isFirst: after === 0n }
}

function rowOf({ memberId: id, createdAt, ...refused }: RefusedWriteBack) {
  const memberId = String(id)
  const name = memberName({ ...refused, memberId })
  return { memberId, name, ...refusedWords(refused), since: createdAt.toISOString() }
}

/** Tells Shopify again: of the member named, or of all. */
export async function action({ request }: ActionFunctionArgs) {
  const { tenantId } = await requireTenant(request)
  const asked = (await request.formData()).get('memberId')
  const memberId = parseMemberId(typeof asked === 'string' ? asked : undefined)
  if (asked !== 'all' && !memberId)
    throw new Response('This action isn’t available here. Reload the page and try again.', { status: 400 })
  const retried = await retryWriteBacks(tenantId, memberId)
  return { toast: retried > 0 ? `Resending ${formatCountOf(retried, 'change')} to Shopify` : 'Sending to Shopify' }
}

export default function WriteBacksPage() {
  const { rows, next, isFirst } = useLoaderData<typeof loader>()
  const fetcher = useFetcher<typeof action>()
  useToast(fetcher.data)
  const retry = (memberId: string) => fetcher.submit({ memberId }, { method: 'post' })
  const loading = fetcher.state !== 'idle'
  return (
    <Page
      title="Changes Shopify refused"
      backAction={BACK}
      {...(rows.length > 0 && {
        subtitle: 'Glancito honors these choices. Shopify and your other tools don’t know about them yet.',
        primaryAction: { content: 'Try all again', loading, onAction: () => retry('all') },
      })}
    >
      <Card padding="none">
        {rows.length > 0 ? (
          <RefusedWriteBacks rows={rows} next={next} isFirst={isFirst} onRetry={retry} />
        ) : (
          <EmptyList icon="check" heading="No refused changes">
            When Shopify permanently refuses a customer’s choice, it’s listed here with what you can do.
          </EmptyList>
        )}
      </Card>
    </Page>
  )
}

export function ErrorBoundary() {
  return <PageError back={BACK} />
}
