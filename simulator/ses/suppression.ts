// The account's suppression list.
import { z } from 'zod'
import type { Route } from '../http.ts'
import type { ApiRoute } from './operation.ts'
import type { Suppressed } from './recipients.ts'
import { refuse } from './refusal.ts'
import type { Ses } from './ses.ts'

const putRequest = z.object({ EmailAddress: z.string().min(3).max(320), Reason: z.enum(['BOUNCE', 'COMPLAINT']) })
const PAGE_SIZE = 100

export function suppressionRoutes({ recipients, sim }: Ses, api: ApiRoute): Route[] {
  const missing = (address: string) =>
    refuse('NotFoundException', `Email address ${address} does not exist on your suppression list.`)
  return [
    api('GET', '/v2/email/suppression/addresses', ({ query }) => {
      const size = Math.min(Number(query.get('PageSize') ?? PAGE_SIZE) || PAGE_SIZE, 1000)
      const reasons = query.getAll('Reason')
      const page = recipients.listSuppressed(query.get('NextToken') ?? '', size)
      return {
        SuppressedDestinationSummaries: page
          .filter(({ reason }) => reasons.length === 0 || reasons.includes(reason))
          .map(summary),
        ...(page.length === size && { NextToken: page.at(-1)?.address }),
      }
    }),
    api('PUT', '/v2/email/suppression/addresses', (request) => {
      const { EmailAddress, Reason } = putRequest.parse(request.json())
      recipients.suppress(EmailAddress, Reason, sim.clock.now())
      return {}
    }),
    api('GET', '/v2/email/suppression/addresses/:address', (request) => {
      const found = recipients.suppressed(request.param('address'))
      return found ? { SuppressedDestination: summary(found) } : missing(request.param('address'))
    }),
    api('DELETE', '/v2/email/suppression/addresses/:address', (request) => {
      const removed = recipients.unsuppress(request.param('address'))
      return removed ? {} : missing(request.param('address'))
    }),
  ]
}

function summary({ address, reason, at }: Suppressed): object {
  return { EmailAddress: address, Reason: reason, LastUpdateTime: new Date(at).getTime() / 1000 }
}
