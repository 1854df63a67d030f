import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useFetcher, useLoaderData } from '@remix-run/react'
import { useState } from 'react'
import { parseMemberId } from '#app/members/core/names.ts'
import { clock } from '#app/platform/clock.server.ts'
import { requireTenant } from '#app/tenants/authenticate.server.ts'
import { Banner } from '#app/ui/feedback/Banner.tsx'
import { Card } from '#app/ui/layout/Card.tsx'
import { Page } from '#app/ui/layout/Page.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Badge } from '#app/ui/text/Badge.tsx'
import { Heading } from '#app/ui/text/Heading.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import { ConfirmModal } from '#app/ui/actions/ConfirmModal.tsx'
import { formatDate } from '#app/ui/format/format.ts'
import { PageError } from '#app/ui/feedback/PageError.tsx'
import { notFound } from '#app/ui/params.ts'
import { useDownload } from '#app/ui/actions/useDownload.ts'
import { useShell } from '#app/ui/hooks/useShell.ts'
import { useToast } from '#app/ui/feedback/useToast.ts'
import { showDocument } from './data-request-page.server.ts'
import { requestBadge, standingWords } from './data-request-words.ts'
import { findDataRequest, markHandedOver } from './data-requests.server.ts'
import { NO_ORDERS } from './data-request-files.ts'
import { PartCard } from './PartCard.tsx'

const BACK = { content: 'Data requests', url: '/app/settings/data-requests' }

export const meta: MetaFunction = () => [{ title: 'Data request · Glancito' }]

export async function loader({ request, params }: LoaderFunctionArgs) {
  const tenant = await requireTenant(request)
  const requestId = parseMemberId(params['requestId'])
  const asked = requestId ? await findDataRequest(tenant.tenantId, requestId) : null
  if (!asked) throw notFound('data request')
  return {
    requestId: asked.requestId,
    memberId: asked.memberId,
    requestedAt: asked.requestedAt.toISOString(),
    dueAt: asked.dueAt.toISOString(),
    handedOverAt: asked.handedOverAt?.toISOString() ?? null,
    badge: requestBadge(asked, clock.now()),
    orders: asked.orders,
    ...(await showDocument(tenant.tenantId, asked, tenant)),
  }
}

/** Notes that the shop has handed the data over. */
export async function action({ request, params }: ActionFunctionArgs) {
  const { tenantId } = await requireTenant(request)
  const requestId = parseMemberId(params['requestId'])
  if (!requestId || !(await markHandedOver(tenantId, requestId))) throw notFound('data request')
  return { toast: 'Marked as handed over' }
}

export default function DataRequestPage() {
  const shown = useLoaderData<typeof loader>()
  const { timezone } = useShell()
  const [asking, setAsking] = useState(false)
  const fetcher = useFetcher<typeof action>()
  useToast(fetcher.data)
  const { busy, error, start } = useDownload()
  const save = (as: 'html' | 'json') =>
    start(`/app/settings/data-requests/${shown.requestId}/file?as=${as}`, `data-request-${shown.requestId}.${as}`)
  const handOver = () => {
    fetcher.submit({}, { method: 'post' })
    setAsking(false)
  }
  return (
    <Page
      width="narrow"
      title={`Data for ${shown.name}`}
      accessory={<Badge tone={shown.badge.tone}>{shown.badge.text}</Badge>}
      subtitle={`Requested ${formatDate(shown.requestedAt, timezone)}, due ${formatDate(shown.dueAt, timezone)}`}
      backAction={BACK}
      primaryAction={{ content: 'Download page', onAction: () => save('html'), loading: busy }}
    >
      <Stack gap="large">
        {error ? <Banner tone="critical">{error}</Banner> : null}
        <WhatToDo shown={shown} onSaveJson={() => save('json')} onHandOver={() => setAsking(true)} />
        {shown.parts.map(({ name, ...part }) => (
          <PartCard key={name} {...part} />
        ))}
        <Rest empty={shown.empty} orders={shown.orders} />
      </Stack>
      <ConfirmModal
        open={asking}
        title="Mark as handed over?"
        confirm="Mark as handed over"
        loading={fetcher.state !== 'idle'}
        onConfirm={handOver}
        onClose={() => setAsking(false)}
      >
        <Paragraph>
          Make sure the customer has the page or the JSON. Glancito doesn’t send anything, and you can’t reopen the
          request.
        </Paragraph>
      </ConfirmModal>
    </Page>
  )
}

type Shown = ReturnType<typeof useLoaderData<typeof loader>>

type Actions = { shown: Shown; onSaveJson: () => void; onHandOver: () => void }

function WhatToDo({ shown: { standing, number, memberId, handedOverAt }, onSaveJson, onHandOver }: Actions) {
  const { timezone } = useShell()
  const json = { content: 'Download JSON', onAction: onSaveJson }
  const actions = handedOverAt
    ? { action: json }
    : { action: { content: 'Mark as handed over', onAction: onHandOver }, secondaryAction: json }
  const { title, text } = standingWords(standing, { asked: memberId, now: number })
  return (
    <Banner tone={handedOverAt ? 'success' : 'info'} title={title} {...actions}>
      <Stack gap="small">
        <Paragraph>{text}</Paragraph>
        <Paragraph>
          {handedOverAt
            ? `You marked this request as handed over on ${formatDate(handedOverAt, timezone)}.`
            : 'Confirm who’s asking, send the page to the customer privately, then mark the request as handed over. The JSON is for customers who want to move their data to another service.'}
        </Paragraph>
      </Stack>
    </Banner>
  )
}

function Rest({ empty, orders }: Pick<Shown, 'empty' | 'orders'>) {
  return (
    <Card>
      <Stack gap="base">
        <Heading>Nothing else</Heading>
        {empty.length > 0 ? <Paragraph>Nothing is stored under: {empty.join(', ')}.</Paragraph> : null}
        <Paragraph>
          {NO_ORDERS}
          {orders.length > 0
            ? ` The customer asked about orders ${orders.join(', ')}, which are stored in Shopify.`
            : ''}
        </Paragraph>
      </Stack>
    </Card>
  )
}

export function ErrorBoundary() {
  return <PageError back={BACK} />
}
