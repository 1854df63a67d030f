// Shopify's topics that are worked off; shopify.app.toml subscribes to them. Whatever else is kept by topic is keyed by Topic.

/** Of one customer: `consent` states a decision, a `hint` asks to read them anew, an `act` ends or merges them. */
export type Lane = 'consent' | 'hint' | 'act'

type About = {
  lane: Lane
  /** Where its body names its customer, and of a merge the one who is gone. */
  customer?: string[]
  merged?: string[]
  /** Worked off by reading the customer from Shopify. */
  isRead?: true
  /** Asked for by law, within thirty days: https://shopify.dev/docs/apps/build/compliance/privacy-law-compliance */
  isLaw?: true
}

const read = (...customer: string[]): About => ({ lane: 'hint', customer, isRead: true })

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
  'customers_email_marketing_consent/update': { lane: 'consent', customer: ['customer_id'] },
  'customers_marketing_consent/update': { lane: 'consent', customer: ['id'] },
  'customers/delete': { lane: 'act', customer: ['id'] },
  'customers/merge': {
    lane: 'act',
    customer: ['admin_graphql_api_customer_kept_id'],
    merged: ['admin_graphql_api_customer_deleted_id'],
  },
  'app/uninstalled': { lane: 'hint' },
  'app/scopes_update': { lane: 'hint' },
  'bulk_operations/finish': { lane: 'hint' },
  'customers/data_request': { lane: 'hint', customer: ['customer', 'id'], isLaw: true },
  'customers/redact': { lane: 'act', customer: ['customer', 'id'], isLaw: true },
  'shop/redact': { lane: 'hint', isLaw: true },
} satisfies Record<string, About>

export type Topic = keyof typeof TOPICS

export const isTopic = (topic: string): topic is Topic => Object.hasOwn(TOPICS, topic)

/** What is known of a topic; null of one that is only noted. */
export const topicOf = (topic: string): About | null => (isTopic(topic) ? TOPICS[topic] : null)

export const HANDLED_TOPICS: Topic[] = Object.keys(TOPICS).filter(isTopic)

export const COMPLIANCE_TOPICS = HANDLED_TOPICS.filter((topic) => topicOf(topic)?.isLaw)
