import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useFetcher, useLoaderData } from '@remix-run/react'
import { useState } from 'react'
import { z } from 'zod'
import { readJson } from '#app/platform/text/json.ts'
import { FocusKeeper } from '#app/ui/actions/FocusKeeper.tsx'
import { Card } from '#app/ui/layout/Card.tsx'
import { Page } from '#app/ui/layout/Page.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import { EmptyList } from '#app/ui/feedback/EmptyList.tsx'
import { formatCount, formatCountOf } from '#app/ui/format/format.ts'
import { PageError } from '#app/ui/feedback/PageError.tsx'
import { useProgress } from '#app/ui/hooks/useProgress.ts'
import { useToast } from '#app/ui/feedback/useToast.ts'
import { PlainList } from '#app/ui/text/PlainList.tsx'
import { requireTenant } from '#app/tenants/authenticate.server.ts'
import { DiscardModal } from './DiscardModal.tsx'
import { FailedMessage } from './FailedMessage.tsx'
import { InboxFigures } from './InboxFigures.tsx'
import { isTryingAgain, type MessageProgress, withProgress } from './message-progress.ts'
import type { MessageRow } from './message-words.ts'
import { awaitOutcome, countMessages, discardMessage, listFailedMessages, replayMessages } from './messages.server.ts'
import { MessageModal } from './MessageModal.tsx'

export const meta: MetaFunction = () => [{ title: 'Messages from Shopify · Glancito' }]

export async function loader({ request }: LoaderFunctionArgs) {
  const { tenantId } = await requireTenant(request)
  const [counts, messages] = await Promise.all([countMessages(tenantId), listFailedMessages(tenantId)])
  return {
    counts: { ...counts, oldest: counts.oldest?.toISOString() ?? null },
    messages: messages.map((message) => ({
      ...message,
      triggeredAt: message.triggeredAt.toISOString(),
      receivedAt: message.receivedAt.toISOString(),
    })),
  }
}

const webhookId = z.string().min(1).max(200)
const command = z.discriminatedUnion('intent', [
  z.object({ intent: z.literal('replay-all') }),
  z.object({ intent: z.literal('replay'), webhookId }),
  z.object({ intent: z.literal('discard'), webhookId }),
])

const TRIED = { waiting: 'Retrying', done: 'Processed', dead: 'Failed again' }

export async function action({ request }: ActionFunctionArgs) {
  const { tenantId } = await requireTenant(request)
  const asked = command.safeParse(await readJson(request))
  if (!asked.success)
    throw new Response('This action isn’t available here. Reload the page and try again.', { status: 400 })
  const gone = data({ toast: 'This message is no longer in the list' }, { status: 404 })
  switch (asked.data.intent) {
    case 'replay-all':
      return { toast: `Retrying ${formatCountOf(await replayMessages(tenantId), 'message')}` }
    case 'replay':
      if (!(await replayMessages(tenantId, asked.data.webhookId))) return gone
      return { toast: TRIED[await awaitOutcome(tenantId, asked.data.webhookId)] }
    case 'discard':
      return (await discardMessage(tenantId, asked.data.webhookId)) ? { toast: 'Message discarded' } : gone
  }
}

const stageOf = (progress: MessageProgress[]) => String(isTryingAgain(progress))

export default function Messages() {
  const { counts, messages: loaded } = useLoaderData<typeof loader>()
  const progress = useProgress<MessageProgress[]>({
    url: '/app/settings/messages/progress',
    loaded,
    isUnderWay: isTryingAgain(loaded),
    stageOf,
  })
  const messages = withProgress(loaded, progress)
  const [viewing, setViewing] = useState<MessageRow | null>(null)
  const [discarding, setDiscarding] = useState<MessageRow | null>(null)
  const fetcher = useFetcher<{ toast: string }>()
  useToast(fetcher.data)
  const send = (body: z.infer<typeof command>) => fetcher.submit(body, { method: 'post', encType: 'application/json' })
  const dead = messages.filter(({ state }) => state === 'dead').length
  const busy = fetcher.state !== 'idle'
  return (
    <Page
      title="Messages from Shopify"
      subtitle="Shopify tells Glancito about every change to a customer or order. Messages that couldn’t be processed wait here."
      backAction={{ content: 'Settings', url: '/app/settings' }}
      primaryAction={
        dead > 1
          ? { content: 'Try all again', loading: busy, onAction: () => send({ intent: 'replay-all' }) }
          : undefined
      }
    >
      <Stack gap="large">
        <InboxFigures {...counts} />
        <Card padding="none">
          {messages.length === 0 ? (
            <EmptyList icon="check-circle" heading="No failed messages">
              Every message from Shopify has been processed or is about to be.
            </EmptyList>
          ) : (
            <FocusKeeper>
              <PlainList>
                {messages.map((message) => (
                  <FailedMessage
                    key={message.webhookId}
                    message={message}
                    busy={busy}
                    onReplay={() => send({ intent: 'replay', webhookId: message.webhookId })}
                    onView={() => setViewing(message)}
                    onDiscard={() => setDiscarding(message)}
                  />
                ))}
              </PlainList>
            </FocusKeeper>
          )}
        </Card>
        {counts.failed > dead ? (
          <Paragraph tone="subdued" align="center">
            Showing the newest {formatCount(dead)} of {formatCountOf(counts.failed, 'failed message')}. “Try all again”
            retries all of them.
          </Paragraph>
        ) : null}
      </Stack>
      {viewing ? <MessageModal message={viewing} onClose={() => setViewing(null)} /> : null}
      <DiscardModal
        message={discarding}
        onConfirm={(message) => {
          send({ intent: 'discard', webhookId: message.webhookId })
          setDiscarding(null)
        }}
        onClose={() => setDiscarding(null)}
      />
    </Page>
  )
}

export function ErrorBoundary() {
  return <PageError back={{ content: 'Settings', url: '/app/settings' }} />
}
