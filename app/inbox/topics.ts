// Shopify's topics that are processed; shopify.app.toml subscribes to them. Whatever else is kept by topic is keyed by Topic.

/** Of one customer: `consent` states a decision, a `refresh` asks to read them again, `lifecycle` ends or merges them. */
export type DeliveryKind = 'consent' | 'refresh' | 'lifecycle'

type About = {
  kind: DeliveryKind
  /** Where its body names its customer, and of a merge the one who is gone. */
  customer?: string[]
  merged?: string[]
  /** Worked off by reading the customer from Shopify. */
  isRead?: true
  /** Asked for by law, within thirty days: https://shopify.dev/docs/apps/build/compliance/privacy-law-compliance */
  isLaw?: true
}

const read = (...customer: string[]): About => ({ kind: 'refresh', customer, isRead: true })

const TOPICS = {
  'customers/create': read('id'),
  'customers/update': read('id'),
  'customer.tags_added': read('customerId'),
  'customer.tags_removed': read('customerId'),
  'customers/purchasing_summary': read('customerId'),
  'orders/create': read('customer', 'id'),
  'orders/paid': read('customer', 'id'),
  'orders/updated': read('customer', 'id'),
  'orders/cancelled': read('customer', 'id'),
  'refunds/create': { kind: 'refresh' },
  'customers_email_marketing_consent/update': { kind: 'consent', customer: ['customer_id'] },
  'customers_marketing_consent/update': { kind: 'consent', customer: ['id'] },
  'customers/delete': { kind: 'lifecycle', customer: ['id'] },
  'customers/merge': {
    kind: 'lifecycle',
    customer: ['admin_graphql_api_customer_kept_id'],
    merged: ['admin_graphql_api_customer_deleted_id'],
  },
  'app/uninstalled': { kind: 'refresh' },
  'app/scopes_update': { kind: 'refresh' },
  'bulk_operations/finish': { kind: 'refresh' },
  'customers/data_request': { kind: 'refresh', customer: ['customer', 'id'], isLaw: true },
  'customers/redact': { kind: 'lifecycle', customer: ['customer', 'id'], isLaw: true },
  'shop/redact': { kind: 'refresh', isLaw: true },
} satisfies Record<string, About>

export type Topic = keyof typeof TOPICS

export const isTopic = (topic: string): topic is Topic => Object.hasOwn(TOPICS, topic)

/** What is known of a topic; null of one that is only noted. */
export const topicOf = (topic: string): About | null => (isTopic(topic) ? TOPICS[topic] : null)

export const HANDLED_TOPICS: Topic[] = Object.keys(TOPICS).filter(isTopic)

export const COMPLIANCE_TOPICS = HANDLED_TOPICS.filter((topic) => topicOf(topic)?.isLaw)
