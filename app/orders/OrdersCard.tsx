import { Fragment } from 'react'
import { Card } from '#app/ui/layout/Card.tsx'
import { Divider } from '#app/ui/layout/Divider.tsx'
import { Inline } from '#app/ui/layout/Inline.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Badge } from '#app/ui/text/Badge.tsx'
import { Heading } from '#app/ui/text/Heading.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import { Text } from '#app/ui/text/Text.tsx'
import { formatMoney } from '#app/ui/format/format.ts'
import { Time } from '#app/ui/format/Time.tsx'
import { orderItems, orderNotes, type ListedOrder } from './order-words.ts'

type Props = {
  orders: ListedOrder[]
  /** Of what Shopify counts; it shows sixty days of them. */
  count: number
  knownSince: string | null
}

/** A member's last orders, the newest first. */
export function OrdersCard({ orders, count, knownSince }: Props) {
  if (count === 0 && orders.length === 0) return null
  return (
    <Card>
      <Stack gap="large">
        <Heading>Last orders</Heading>
        {orders.map((order, index) => (
          <Fragment key={order.orderId}>
            {index > 0 ? <Divider /> : null}
            <Entry order={order} />
          </Fragment>
        ))}
        <Paragraph size="small" tone="subdued">
          {knownSince === null ? (
            'Orders haven’t been read from Shopify yet.'
          ) : (
            <>
              {orders.length === 0 ? 'No orders since ' : 'Orders are known since '}
              <Time at={knownSince} day />. Shopify shares the last 60 days before an app is installed.
            </>
          )}
        </Paragraph>
      </Stack>
    </Card>
  )
}

function Entry({ order }: { order: ListedOrder }) {
  return (
    <Stack gap="tight">
      <Inline justify="between" align="start" gap="small" wrap={false}>
        <Text weight="medium" breakWord>
          {order.name}
        </Text>
        <Text>{formatMoney(order.total, order.currency)}</Text>
      </Inline>
      <Paragraph size="small" tone="subdued">
        <Time at={order.orderedAt} day /> · {orderItems(order)}
      </Paragraph>
      {orderNotes(order).length > 0 ? (
        <Inline gap="tight">
          {orderNotes(order).map((note) => (
            <Badge key={note}>{note}</Badge>
          ))}
        </Inline>
      ) : null}
    </Stack>
  )
}
