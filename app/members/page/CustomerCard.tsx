import { Card } from '#app/ui/layout/Card.tsx'
import { Inline } from '#app/ui/layout/Inline.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { Heading } from '#app/ui/text/Heading.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import { Tag } from '#app/ui/text/Tag.tsx'
import { Facts } from '#app/ui/text/Facts.tsx'
import { formatCount, formatCountry, formatMoney } from '#app/ui/format/format.ts'
import { Time } from '#app/ui/format/Time.tsx'
import { useShell } from '#app/ui/hooks/useShell.ts'

type Props = {
  customer: {
    hasName: boolean
    email: string | null
    phone: string | null
    tier: string | null
    tags: string[]
    points: number
    ordersCount: number
    amountSpent: string
    lastOrderAt: string | null
    place: { countryCode: string | null; provinceCode: string | null; city: string | null; timeZone: string | null }
    createdAt: string
  }
}

/** A shop may have none, or not have granted Glancito its protected customer data: from here both look the same. */
const NOT_SHARED = 'Not shared by Shopify'

/** Shopify shows an app the orders of sixty days, and counts all. */
const noOrder = (ordersCount: number) => (ordersCount > 0 ? 'Over 60 days ago' : 'None')

/** Who the member is at Shopify. */
export function CustomerCard({ customer }: Props) {
  const { currency } = useShell()
  const { hasName, email, phone, tier, tags, points, ordersCount, amountSpent, lastOrderAt, createdAt, place } =
    customer
  return (
    <Card>
      <Stack gap="large">
        <Heading>Customer</Heading>
        <Facts
          facts={[
            ...(hasName ? [] : [{ name: 'Name', value: NOT_SHARED }]),
            { name: 'Email', value: email ?? NOT_SHARED },
            { name: 'Phone', value: phone ?? NOT_SHARED },
            { name: 'Points', value: formatCount(points) },
            ...(tier ? [{ name: 'Tier', value: tier }] : []),
            { name: 'Orders', value: formatCount(ordersCount) },
            { name: 'Spent', value: formatMoney(amountSpent, currency) },
            { name: 'Last order', value: lastOrderAt ? <Time at={lastOrderAt} day /> : noOrder(ordersCount) },
            ...placeFacts(place),
            { name: 'Customer since', value: <Time at={createdAt} day /> },
          ]}
        />
        {hasName || email || phone ? null : (
          <Paragraph size="small" tone="subdued">
            Shopify doesn’t share this customer’s name, address, and phone number with Glancito. Open the customer in
            Shopify to see them.
          </Paragraph>
        )}
        {tags.length > 0 ? (
          <Inline gap="tight">
            {tags.map((tag) => (
              <Tag key={tag}>{tag}</Tag>
            ))}
          </Inline>
        ) : null}
      </Stack>
    </Card>
  )
}

function placeFacts({ countryCode, provinceCode, city, timeZone }: Props['customer']['place']) {
  const place = [city, provinceCode, countryCode && formatCountry(countryCode)].filter(Boolean).join(', ')
  return [
    ...(place ? [{ name: 'Place', value: place }] : []),
    ...(timeZone ? [{ name: 'Time zone', value: timeZone }] : []),
  ]
}
