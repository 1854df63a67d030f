/** A line of the export, as `customerFields` asks for it. */
export function customerLine(number: number, change: Record<string, unknown> = {}): string {
  return JSON.stringify({
    id: `gid://shopify/Customer/${7_000_000_000_000 + number}`,
    firstName: 'Sarah',
    lastName: `O\\Neil\t${number}`,
    locale: 'en',
    createdAt: '2026-01-02T03:04:05Z',
    updatedAt: '2026-02-02T03:04:05Z',
    numberOfOrders: '2',
    amountSpent: { amount: '12.50' },
    tags: ['vip', 'a "b" \\ c'],
    defaultEmailAddress: {
      emailAddress: `customer-${number}@example.com`,
      marketingState: 'SUBSCRIBED',
      marketingOptInLevel: 'SINGLE_OPT_IN',
      marketingUpdatedAt: '2026-01-02T03:04:05Z',
      openTrackingLevel: 'OPTED_IN',
    },
    defaultPhoneNumber: null,
    lastOrder: null,
    ...change,
  })
}
