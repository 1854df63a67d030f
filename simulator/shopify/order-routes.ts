// What a test or a person does to orders.
import { z } from 'zod'
import type { SimulatorContext } from '../context.ts'
import { json, route, type Route, type SimRequest } from '../http.ts'
import { guestOrder } from './control-changes.ts'
import { numberOf } from './ids.ts'
import { cancelOrder, changeOrder, getOrder, placeGuestOrder, refundOrder } from './order-changes.ts'
import { orderPayload } from './order-payloads.ts'
import { shopOf } from './shops.ts'

const orderChange = z.strictObject({
  quantities: z.record(z.string(), z.number().int().min(0)).optional(),
  customerId: z.string().nullish(),
})
const refund = z
  .strictObject({ amount: z.number().positive(), note: z.string().nullish() })
  .transform(({ amount, note }) => ({ amountCents: Math.round(amount * 100), note }))

export function orderRoutes(sim: SimulatorContext): Route[] {
  const shop = (request: SimRequest) => shopOf(sim, request).shop
  const id = (request: SimRequest) => numberOf('Order', request.param('id')) ?? ''
  return [
    route('POST', '/_control/orders', (request) => {
      const { email, order } = guestOrder.parse(request.json())
      return json(placeGuestOrder(sim, shop(request), email, order), 201)
    }),
    route('GET', '/_control/orders/:id', (request) =>
      json(orderPayload(sim, getOrder(sim, shop(request), id(request)))),
    ),
    route('PATCH', '/_control/orders/:id', (request) =>
      json(changeOrder(sim, shop(request), id(request), orderChange.parse(request.json()))),
    ),
    route('POST', '/_control/orders/:id/cancel', (request) => json(cancelOrder(sim, shop(request), id(request)))),
    route('POST', '/_control/orders/:id/refunds', (request) =>
      json(refundOrder(sim, shop(request), id(request), refund.parse(request.json())), 201),
    ),
  ]
}
