// The changes that the simulated Admin API takes. What Shopify refuses comes back as userErrors.
import { GraphQLError } from 'graphql'
import { bulkModel } from './bulk-store.ts'
import { startBulkQuery } from './bulk.ts'
import { changeTags, setEmailConsent, setSmsConsent, type Target } from './changes.ts'
import { findCustomer, type Customer, type EmailState, type OptInLevel, type SmsState } from './customers.ts'
import { consentFault } from './faults.ts'
import { requireScope, type Fields, type GraphContext } from './graph.ts'
import { gid, numberOf } from './ids.ts'
import { metafieldModel, splitKey } from './models.ts'
import { customerModel } from './order-models.ts'
import { uninstall, writeCustomerMetafield } from './shop-changes.ts'

interface ConsentInput<State> {
  marketingState: State
  marketingOptInLevel?: OptInLevel | null
  consentUpdatedAt?: string | null
}

interface UserError {
  code: string | null
  field: string[] | null
  message: string
}

const SETTABLE = new Set(['SUBSCRIBED', 'UNSUBSCRIBED', 'PENDING'])

const REFUSED: UserError = { code: 'INVALID', field: ['input'], message: 'Marketing consent cannot be changed' }

interface ConsentRequest {
  target: Target
  consent: ConsentInput<string>
  /** The input's name of the consent, for the error's path. */
  name: 'emailMarketingConsent' | 'smsMarketingConsent'
}

/** Why Shopify would refuse this change of consent; null when it takes it. */
function consentProblem(context: GraphContext, customer: Customer | null, request: ConsentRequest): UserError | null {
  const { consent, name } = request
  if (!customer) return { code: 'INVALID', field: ['input', 'customerId'], message: 'Customer not found' }
  if (name === 'emailMarketingConsent' && !customer.email) {
    return { code: 'INVALID', field: ['input', 'customerId'], message: 'Customer must have an email address' }
  }
  if (name === 'smsMarketingConsent' && !customer.phone) {
    return { code: 'INVALID', field: ['input', 'customerId'], message: 'Customer must have a phone number' }
  }
  if (!SETTABLE.has(consent.marketingState)) {
    return {
      code: 'INCLUSION',
      field: ['input', name, 'marketingState'],
      message: 'Marketing state is not included in the list',
    }
  }
  if (consent.marketingState === 'PENDING' && consent.marketingOptInLevel !== 'CONFIRMED_OPT_IN') {
    const field = ['input', name, 'marketingOptInLevel']
    return { code: 'INVALID', field, message: 'Marketing opt in level must be confirmed opt-in for pending consent' }
  }
  const at = consent.consentUpdatedAt ? new Date(consent.consentUpdatedAt).getTime() : null
  const latest = Math.max(Date.now(), context.sim.clock.now().getTime()) + 60_000
  if (at !== null && (Number.isNaN(at) || at > latest)) {
    const field = ['input', name, 'consentUpdatedAt']
    return { code: 'INVALID', field, message: 'Consent updated at must be a time that is not in the future' }
  }
  return null
}

function changeConsent(context: GraphContext, request: ConsentRequest): Fields {
  requireScope(context, 'write_customers', mutationName(request))
  const { target, consent } = request
  const before = findCustomer(context.sim, target.shop, target.id)
  const problem = consentProblem(context, before, request)
  if (problem) return { customer: before && customerModel(before), userErrors: [problem] }
  const fault = consentFault(context.sim)
  if (fault) return { customer: before && customerModel(before), userErrors: fault === 'refuse' ? [REFUSED] : [] }
  const change = {
    ...(consent.marketingOptInLevel ? { optIn: consent.marketingOptInLevel } : {}),
    ...(consent.consentUpdatedAt ? { at: new Date(consent.consentUpdatedAt).toISOString() } : {}),
  }
  const customer =
    request.name === 'emailMarketingConsent'
      ? setEmailConsent(context.sim, target, { state: consent.marketingState as EmailState, ...change })
      : setSmsConsent(context.sim, target, { state: consent.marketingState as SmsState, ...change })
  return { customer: customerModel(customer), userErrors: [] }
}

function mutationName(request: ConsentRequest): string {
  return request.name === 'emailMarketingConsent'
    ? 'customerEmailMarketingConsentUpdate'
    : 'customerSmsMarketingConsentUpdate'
}

function targetOf(context: GraphContext, customerId: string): Target {
  return { shop: context.shop.shop, id: numberOf('Customer', customerId) ?? '', byApp: true }
}

interface EmailInput {
  input: { customerId: string; emailMarketingConsent: ConsentInput<EmailState> }
}

interface SmsInput {
  input: { customerId: string; smsMarketingConsent: ConsentInput<SmsState> }
}

export const mutations: Fields = {
  customerEmailMarketingConsentUpdate: ({ input }: EmailInput, context: GraphContext) =>
    changeConsent(context, {
      target: targetOf(context, input.customerId),
      consent: input.emailMarketingConsent,
      name: 'emailMarketingConsent',
    }),
  customerSmsMarketingConsentUpdate: ({ input }: SmsInput, context: GraphContext) =>
    changeConsent(context, {
      target: targetOf(context, input.customerId),
      consent: input.smsMarketingConsent,
      name: 'smsMarketingConsent',
    }),
  tagsAdd: ({ id, tags }: { id: string; tags: string[] }, context: GraphContext) =>
    editTags(context, id, { add: tags }),
  tagsRemove: ({ id, tags }: { id: string; tags: string[] }, context: GraphContext) =>
    editTags(context, id, { remove: tags }),
  metafieldsSet: ({ metafields }: { metafields: MetafieldInput[] }, context: GraphContext) =>
    setMetafields(context, metafields),
  bulkOperationRunQuery: ({ query, groupObjects }: { query: string; groupObjects: boolean }, context: GraphContext) => {
    const started = startBulkQuery(context, query, groupObjects)
    if ('problem' in started) return { bulkOperation: null, userErrors: [{ ...started.problem, field: ['query'] }] }
    return { bulkOperation: bulkModel(context.sim, started.operation), userErrors: [] }
  },
  appUninstall: (_: unknown, context: GraphContext) => {
    uninstall(context.sim, context.shop.shop)
    return { app: { __typename: 'App', id: gid('App', '1'), title: 'Glancito' }, userErrors: [] }
  },
}

function editTags(context: GraphContext, id: string, change: { add?: string[]; remove?: string[] }): Fields {
  requireScope(context, 'write_customers', change.add ? 'tagsAdd' : 'tagsRemove')
  const target = targetOf(context, id)
  if (!findCustomer(context.sim, target.shop, target.id)) {
    return { node: null, userErrors: [{ field: ['id'], message: 'Customer does not exist' }] }
  }
  // A tag may come as one string with commas, as Shopify accepts it.
  const split = (tags: string[] | undefined) => (tags ?? []).flatMap((tag) => tag.split(',').map((part) => part.trim()))
  const customer = changeTags(context.sim, target, { add: split(change.add), remove: split(change.remove) })
  return { node: customerModel(customer), userErrors: [] }
}

interface MetafieldInput {
  ownerId: string
  namespace?: string | null
  key: string
  type?: string | null
  value: string
}

const MAX_METAFIELDS = 25

function setMetafields(context: GraphContext, inputs: MetafieldInput[]): Fields {
  requireScope(context, 'write_customers', 'metafieldsSet')
  if (inputs.length > MAX_METAFIELDS) {
    return {
      metafields: null,
      userErrors: [
        {
          code: 'LESS_THAN_OR_EQUAL_TO',
          field: ['metafields'],
          message: 'Exceeded the maximum metafields input limit of 25.',
          elementIndex: null,
        },
      ],
    }
  }
  const saved = inputs.map((input, index) => {
    const target = targetOf(context, input.ownerId)
    if (!findCustomer(context.sim, target.shop, target.id)) {
      throw new GraphQLError(`The simulator sets metafields of its customers only (metafields ${index})`)
    }
    const { namespace, key } = splitKey(input)
    const field = { namespace, key, type: input.type ?? 'single_line_text_field', value: input.value }
    return metafieldModel(writeCustomerMetafield(context.sim, target, field))
  })
  return { metafields: saved, userErrors: [] }
}
