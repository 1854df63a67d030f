import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useFetcher, useLoaderData } from '@remix-run/react'
import { useState } from 'react'
import { countHeld, heldNumbers, listHeld } from '#app/members/consent/held-opt-outs.server.ts'
import { campaignsOfMailings } from '#app/members/core/mailed-campaigns.server.ts'
import { memberName } from '#app/members/core/names.ts'
import { requireStaff, requireTenant } from '#app/tenants/authenticate.server.ts'
import { EmptyList } from '#app/ui/feedback/EmptyList.tsx'
import { PageError } from '#app/ui/feedback/PageError.tsx'
import { useToast } from '#app/ui/feedback/useToast.ts'
import { formatCountOf } from '#app/ui/format/format.ts'
import { Card } from '#app/ui/layout/Card.tsx'
import { Page } from '#app/ui/layout/Page.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { bigIdParam } from '#app/ui/params.ts'
import { placeIn } from '#app/ui/tables/keyset-page.ts'
import { ListPages } from '#app/ui/tables/ListPages.tsx'
import { keepAllHeld, keepHeld, unsubscribeHeld } from './answers.server.ts'
import { channelWords, whyWords } from './held-words.ts'
import { type HeldRow, HeldList } from './HeldList.tsx'
import { KeepAllModal } from './KeepAllModal.tsx'
import { UnsubscribeModal } from './UnsubscribeModal.tsx'

const BACK = { content: 'Members', url: '/app/members' }

export const meta: MetaFunction = () => [{ title: 'Held for review · Glancito' }]

export async function loader({ request }: LoaderFunctionArgs) {
  const { tenantId } = await requireTenant(request)
  const place = placeIn(new URL(request.url).searchParams, bigIdParam)
  const [{ rows, ...pages }, count, [newest = null]] = await Promise.all([
    listHeld(tenantId, place),
    countHeld(tenantId),
    heldNumbers(tenantId, null, 1),
  ])
  const campaigns = await campaignsOfMailings(tenantId, rows)
  const shown = rows.map(({ address: email, followedAt, ...held }): HeldRow => ({
    heldNo: held.heldNo,
    memberId: held.memberId,
    name: memberName({ ...held, email }),
    campaign: campaigns.get(held.mailingId) ?? null,
    at: followedAt.toISOString(),
    channels: channelWords(held),
    why: whyWords(held),
  }))
  return { rows: shown, pages, count, newest }
}

const DECIDED = 'Somebody has decided this already'

/** Decides one of them: unsubscribes the customer, or keeps them subscribed. Or keeps all that the page has shown. */
export async function action({ request }: ActionFunctionArgs) {
  const { tenant, staff } = await requireStaff(request)
  const form = new URLSearchParams(await request.text())
  const [heldNo, answer] = [bigIdParam(form.get('heldNo')), form.get('answer')]
  if (!heldNo || (answer !== 'unsubscribe' && answer !== 'keep' && answer !== 'keep-all'))
    throw new Response('This action isn’t available here. Reload the page and try again.', { status: 400 })
  const by = staff ? `staff member ${staff}` : 'your staff'
  if (answer === 'keep-all') return { toast: keptWords(await keepAllHeld(tenant.tenantId, { newest: heldNo, by })) }
  const asked = { heldNo, by }
  const decide = answer === 'keep' ? keepHeld : unsubscribeHeld
  if ((await decide(tenant.tenantId, asked)) === 'not-held') return { toast: DECIDED }
  return { toast: answer === 'keep' ? 'Stays subscribed' : 'Unsubscribed' }
}

function keptWords({ kept, more }: Awaited<ReturnType<typeof keepAllHeld>>): string {
  const stay = kept === 1 ? '1 customer stays subscribed' : `${formatCountOf(kept, 'customer')} stay subscribed`
  return more ? `${stay}. Choose it again for the rest` : stay
}

const SUBTITLE =
  'Unsubscribes that look like a mail scanner’s. These customers stay subscribed until you decide otherwise.'

export default function HeldPage() {
  const { rows, pages, count, newest } = useLoaderData<typeof loader>()
  const [asking, setAsking] = useState<HeldRow | null>(null)
  const [askingAll, setAskingAll] = useState(false)
  const fetcher = useFetcher<typeof action>()
  useToast(fetcher.data)
  const answer = (heldNo: string, how: 'keep' | 'keep-all' | 'unsubscribe') => {
    fetcher.submit({ heldNo, answer: how }, { method: 'post' })
    setAsking(null)
    setAskingAll(false)
  }
  const keepAll = {
    content: 'Keep all subscribed',
    disabled: fetcher.state !== 'idle',
    onAction: () => setAskingAll(true),
  }
  const title = count > 0 ? `Held for review (${formatCountOf(count, 'unsubscribe')})` : 'Held for review'
  return (
    <Page
      title={title}
      backAction={BACK}
      subtitle={count > 0 ? SUBTITLE : undefined}
      secondaryActions={count > 1 ? [keepAll] : []}
    >
      <Stack gap="large">
        <Card padding="none">
          {rows.length > 0 ? (
            <HeldList
              rows={rows}
              busy={fetcher.state !== 'idle'}
              onKeep={({ heldNo }) => answer(heldNo, 'keep')}
              onUnsubscribe={setAsking}
            />
          ) : (
            <EmptyList icon="check" heading="Nothing to review">
              When a mail scanner follows every link of an email, its unsubscribe link too, that’s taken back and listed
              here, so that you can decide.
            </EmptyList>
          )}
        </Card>
        <ListPages pages={pages} />
      </Stack>
      <UnsubscribeModal
        row={asking}
        loading={fetcher.state !== 'idle'}
        onConfirm={({ heldNo }) => answer(heldNo, 'unsubscribe')}
        onClose={() => setAsking(null)}
      />
      <KeepAllModal
        open={askingAll}
        count={count}
        loading={fetcher.state !== 'idle'}
        onConfirm={() => newest && answer(newest, 'keep-all')}
        onClose={() => setAskingAll(false)}
      />
    </Page>
  )
}

export function ErrorBoundary() {
  return <PageError back={BACK} />
}
