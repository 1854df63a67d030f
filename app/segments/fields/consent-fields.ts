// Fields about who may be written to.
import { COMPLAINED_SQL, hasUnsubscribed, pausedUntilSql, UNSUBSCRIBED_SQL } from '#app/members/core/consent.ts'
import type { OptInLevel } from '#app/members/core/members.server.ts'
import { flag, moment, oneOf } from './field.ts'

const CONSENTED_SQL = 'm.email_marketing_consent AND NOT m.email_unsubscribed'

const OPT_IN: Record<OptInLevel, string> = {
  SINGLE_OPT_IN: 'Single opt-in',
  CONFIRMED_OPT_IN: 'Confirmed by email',
  UNKNOWN: 'Not known',
}

/** The ledger's sources by which somebody can become subscribed. */
const SOURCES = {
  import: 'Import from Shopify',
  'shopify-webhook': 'Change in Shopify',
  'shopify-read': 'Update from Shopify',
  'resubscribe-link': 'Undid an unsubscribe',
  admin: 'By your staff in Glancito',
  merge: 'Merge of customers',
  reconcile: 'Consent check',
  'held-opt-out': 'Scanner’s unsubscribe taken back',
} as const
type Source = keyof typeof SOURCES
const isSource = (source: string): source is Source => Object.hasOwn(SOURCES, source)

/** SQL: the last entry of each that made them subscribed. */
const LAST_GIVEN = `SELECT DISTINCT ON (l.member_id) l.tenant_id, l.member_id, l.source FROM consent_ledger l
  WHERE l.tenant_id = $1 AND l.channel = 'email' AND l.new_state = 'SUBSCRIBED' AND l.old_state IS DISTINCT FROM 'SUBSCRIBED'
  ORDER BY l.member_id, l.seq DESC`

export const CONSENT_FIELDS = {
  'email-consent': flag({
    label: 'Email marketing consent',
    group: 'consent',
    sql: () => CONSENTED_SQL,
    see: ({ member }) => member.emailState === 'SUBSCRIBED' && !member.emailUnsubscribed,
  }),
  'sms-consent': flag({
    label: 'SMS marketing consent',
    group: 'consent',
    sql: () => 'm.sms_marketing_consent',
    see: ({ member }) => member.smsState === 'SUBSCRIBED',
  }),
  unsubscribed: flag({
    label: 'Unsubscribed',
    group: 'consent',
    sql: () => UNSUBSCRIBED_SQL,
    see: ({ member }) => hasUnsubscribed(member),
  }),
  paused: flag({
    label: 'Taking a break from emails',
    group: 'consent',
    sql: ({ put, at }) => `${pausedUntilSql(put(at))} IS NOT NULL`,
    see: ({ member }) => member.pausedUntil !== null,
  }),
  consented: moment({
    label: 'Email consent given',
    group: 'consent',
    hint: 'Holds only those whose consent Shopify has dated.',
    column: `CASE WHEN ${CONSENTED_SQL} AND m.email_consent_exact THEN m.email_consent_updated_at END`,
    see: ({ member }) =>
      member.emailState === 'SUBSCRIBED' && !member.emailUnsubscribed && member.emailConsentExact
        ? member.emailConsentUpdatedAt
        : null,
    never: 'no consent with a date',
  }),
  'opt-in': oneOf({
    label: 'Email opt-in',
    group: 'consent',
    choices: OPT_IN,
    sql: (value, { put }) => `coalesce(m.email_opt_in_level::text, 'UNKNOWN') = ${put(value)}`,
    see: ({ member }) => member.emailOptInLevel ?? 'UNKNOWN',
  }),
  'consent-source': oneOf({
    label: 'Email consent came by',
    group: 'consent',
    choices: SOURCES,
    areNames: true,
    sql: (value, { put, isAmong }) =>
      `${CONSENTED_SQL} AND ${isAmong(`SELECT tenant_id, member_id FROM (${LAST_GIVEN}) AS given WHERE source::text = ${put(value)}`)}`,
    see: ({ member, consentSource }) => {
      if (consentSource === undefined) return undefined
      const consents = member.emailState === 'SUBSCRIBED' && !member.emailUnsubscribed
      return consents && consentSource !== null && isSource(consentSource) ? consentSource : null
    },
  }),
}

export const DELIVERY_FIELDS = {
  bounce: oneOf({
    label: 'Bounce',
    group: 'delivery',
    choices: { none: 'None', soft: 'Soft bounce', hard: 'Hard bounce' },
    sql: (value, { put }) => `coalesce(m.email_bounce_type::text, 'none') = ${put(value)}`,
    see: ({ member }) => member.emailBounceType ?? 'none',
  }),
  complained: flag({
    label: 'Marked an email as spam',
    group: 'delivery',
    sql: () => COMPLAINED_SQL,
    see: ({ member }) => member.emailComplaintAt !== null,
  }),
}
