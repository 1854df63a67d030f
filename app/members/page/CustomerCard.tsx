import { BlockStack, Card, InlineStack, Tag, Text } from '@shopify/polaris'
import { Facts } from '#app/ui/text/Facts.tsx'
import { formatCount, formatMoney } from '#app/ui/format/format.ts'
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
    createdAt: string
  }
}

/** A shop may have none, or not have granted Glancito its protected customer data: from here both look the same. */
const NOT_SHARED = 'Shopify shares none'

/** Who the member is at Shopify. */
export function CustomerCard({ customer }: Props) {
  const { currency } = useShell()
  const { hasName, email, phone, tier, tags, points, ordersCount, amountSpent, lastOrderAt, createdAt } = customer
  return (
    <Card>
      <BlockStack gap="400">
        <Text as="h2" variant="headingMd">
          Customer
        </Text>
        <Facts
          facts={[
            ...(hasName ? [] : [{ name: 'Name', value: NOT_SHARED }]),
            { name: 'E-mail', value: email ?? NOT_SHARED },
            { name: 'Phone', value: phone ?? NOT_SHARED },
            { name: 'Points', value: formatCount(points) },
            ...(tier ? [{ name: 'Tier', value: tier }] : []),
            { name: 'Orders', value: formatCount(ordersCount) },
            { name: 'Spent', value: formatMoney(amountSpent, currency) },
            { name: 'Last order', value: lastOrderAt ? <Time at={lastOrderAt} day /> : 'None' },
            { name: 'Customer since', value: <Time at={createdAt} day /> },
          ]}
        />
        {hasName || email || phone ? null : (
          <Text as="p" variant="bodySm" tone="subdued">
            Shopify does not share this customer’s name, address and phone number with Glancito. Open the customer in
            Shopify to see them.
          </Text>
        )}
        {tags.length > 0 ? (
          <InlineStack gap="100">
            {tags.map((tag) => (
              <Tag key={tag}>{tag}</Tag>
            ))}
          </InlineStack>
        ) : null}
      </BlockStack>
    </Card>
  )
}
