// The simulator as the demo's past drives it: over its own control API, like any test.
import { z } from 'zod'

const mails = z.object({
  mails: z.array(z.object({ messageId: z.string(), to: z.array(z.string()), tags: z.record(z.string(), z.string()) })),
  next: z.number().optional(),
})
const texts = z.array(z.string())
const references = z.object({ links: texts, hidden: texts, images: texts })
export type SentMail = z.infer<typeof mails>['mails'][number]

export type Control = ReturnType<typeof control>

export function control(url: string) {
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const answer = await fetch(`${url}/_control${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
    })
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`)
    return answer.json()
  }
  return {
    setClock: (now: Date | null) => call('POST', '/clock', { now: now?.toISOString() ?? null }),
    /** Makes the shops and their customers anew, as of the simulator's clock. */
    reset: () => call('POST', '/reset'),
    ses: (settings: Record<string, unknown>) => call('POST', '/ses', settings),
    arrangeMailboxes: (mailboxes: { address: string; behaviour: string }[]) => call('POST', '/mailboxes', mailboxes),
    /** Delivers what SES has to tell; returns how many notifications still wait. */
    flushEvents: async () => z.object({ waiting: z.number() }).parse(await call('POST', '/sns/flush')).waiting,
    /** Whether SES's feedback has anybody to tell: a topic without a confirmed subscription publishes to nobody. */
    async isSubscribed(): Promise<boolean> {
      const { subscriptions } = z
        .object({ subscriptions: z.array(z.object({ state: z.string() })) })
        .parse(await call('GET', '/sns'))
      return subscriptions.some(({ state }) => state === 'confirmed')
    },
    complain: (messageId: string) => call('POST', `/mails/${messageId}/complaint`, {}),
    /** Has the reader of a mail answer it. */
    async reply(messageId: string, { text, isAutomatic }: { text: string; isAutomatic: boolean }): Promise<void> {
      const form = new URLSearchParams({ text, ...(isAutomatic && { automatic: 'yes' }) })
      const answer = await fetch(`${url}/mailbox/${messageId}/reply`, { method: 'POST', body: form })
      if (!answer.ok) throw new Error(`A reply was answered ${answer.status}`)
    },
    /** The customer with this address buys. */
    order: (address: string, order: Record<string, unknown>) =>
      call('POST', `/customers/${encodeURIComponent(address)}/orders`, order),
    shopify: (settings: Record<string, unknown>) => call('POST', '/shopify', settings),
    /** Whether Shopify has delivered all that it has to tell. */
    hasTold: async () =>
      z.object({ pendingWebhooks: z.number() }).parse(await call('GET', '/shopify')).pendingWebhooks === 0,
    /** What its reader has of a mail. */
    references: async (messageId: string) => references.parse(await call('GET', `/mails/${messageId}/references`)),
    /** Who comes to each mail for a domain when it is delivered. */
    arrangeVisitors: (visitors: { place: string; visitor: string | null }[]) => call('POST', '/visitors', visitors),
    /** Every mail of these mailings. */
    async mailsOf(mailings: number[]): Promise<SentMail[]> {
      const found: SentMail[] = []
      let before: number | undefined
      do {
        const page = mails.parse(await call('GET', `/mails?limit=1000${before ? `&before=${before}` : ''}`))
        found.push(...page.mails.filter(({ tags }) => mailings.includes(Number(tags['mailing_id']))))
        before = page.next
      } while (before)
      return found
    },
  }
}
