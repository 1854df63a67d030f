// Whoever adds a table or a column decides here whether it is handed over to the customer whom it is about.
import { db } from '#app/platform/db/db.server.ts'
import { expect, test } from 'vitest'
import { PARTS } from './data-request-parts.ts'

/** Columns of tables with rows of a person that are not handed over. */
const LEFT_OUT: Record<string, string> = {
  tenant_id: 'the shop, named at the head',
  member_id: 'the number that the whole document is about, named at the head',
  'members.email_norm': 'the address in lower case',
  'bounces.bounce_id': 'a number that nothing else refers to',
  'recipients.worker': 'which of our processes sent it',
  'recipients.lease_until': 'until when that process had it',
  'recipients.not_before': 'when a waiting e-mail is tried again',
  'hit_addresses.member_ids': 'the numbers of all who opened or clicked meanwhile',
  'hit_addresses.folder': 'which of our processes counted them',
  'member_engagement.level_before': 'the level before the last change',
  'member_engagement.base_receipts': 'how much of the sum no email tells any more',
  'member_engagement.base_opens': 'how much of the sum no email tells any more',
  'member_engagement.base_clicks': 'how much of the sum no email tells any more',
  'member_engagement.base_weight': 'how much of the sum no email tells any more',
  'outbox.version': 'tells one decision from the next',
  'outbox.claims': 'which of our processes has it',
  'outbox.lease_until': 'until when that process has it',
  'outbox.lost': 'how often such a process died',
  'bulk_actions.member_ids': 'the numbers of all whom it was done to',
  'bulk_actions.parameters': 'the list that the staff had before them',
  'bulk_actions.asked_by': 'the staff',
  'bulk_actions.total': 'a count',
  'bulk_actions.done': 'a count',
  'bulk_actions.failed': 'a count',
  'bulk_actions.after': 'how far it has come',
  'bulk_actions.error': 'why it stopped for all',
  'bulk_actions.dismissed_at': 'when the staff put its notice away',
  'bulk_actions.moved_at': 'when it last got further',
  'reply_forwards.message_hash': 'tells a mail that comes twice',
  'reply_forwards.not_before': 'when it is tried again',
  'webhook_inbox.api_version': 'the version of Shopify’s interface',
  'webhook_inbox.attempts': 'how often it was tried',
  'webhook_inbox.fault': 'the code of its error, which is told',
  'webhook_inbox.not_before': 'when it is tried again',
  'webhook_inbox.worked_at': 'when it was tried last',
  'webhook_inbox.arrival': 'the order in which messages came',
  'webhook_inbox.merged_id': 'a second number of the same person; the text has it',
  'webhook_inbox.replayed_at': 'when the merchant had it tried again',
  'webhook_inbox.leased': 'whether one of our processes has it',
}

/** Tables without rows of a person. A new table belongs here or into data-request-parts.ts. */
const NOBODYS: Record<string, string> = {
  tenants: 'shops',
  sessions: 'shops',
  settings: 'shops',
  api_keys: 'shops',
  shopify_budget: 'shops',
  send_rate: 'the account at SES',
  system_mails: 'test e-mails to the shop’s own staff',
  sns_box: 'messages of SES on their way to the rows that are handed over, for a second',
  sns_failures: 'messages of SES that could not be put into effect, as they came',
  sns_receipts: 'messages of SES, by their ids',
  segments: 'rules',
  member_views: 'filters of the members list, as the staff typed them',
  erased_members: 'the numbers of those of whom nothing else is held, for a day or two',
  hits_to_forget: 'the numbers of those whose hits are forgotten the next night',
  member_totals: 'sums',
  member_total_changes: 'sums',
  campaigns: 'what everybody gets',
  mailings: 'what everybody gets',
  contents: 'what everybody gets',
  mail_templates: 'what everybody may get',
  campaign_stats: 'sums',
  mail_stats: 'sums',
  mail_stats_by_time: 'sums',
  link_stats: 'sums',
  engagement_levels: 'sums',
  agents: 'what programs call themselves, told with each open and click',
  hit_box: 'opens and clicks on their way to the log, for a second',
  hit_suspects: 'opens and clicks on their way to the log, for a minute',
  hit_writers: 'which of our processes write them',
  followed_opt_outs: 'who has just followed an unsubscribe link, for two minutes; the ledger tells what it did',
  provider_stats: 'sums',
  mail_domains: 'what DNS says of domains, for all shops',
  side_imports: 'how the shop’s imports of orders and cities stand',
  imports: 'the shop’s imports; of unreadable lines the customer numbers, for the next import to try',
  consent_heads: 'the checksum of the newest entry of the consent history, told with it',
  ledger_seals: 'checksums of the whole ledger',
  ledger_checks: 'what the check of the ledger found, in numbers',
  _prisma_migrations: 'migrations',
}

test('each column of each table is handed over, or left out for a reason', async () => {
  const found = await db().query<{ table: string; column: string; made: boolean }>(
    `SELECT c.relname AS table, a.attname AS column, a.attgenerated <> '' AS made
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition`,
  )
  const told = new Map(PARTS.map(({ table, columns }) => [table, columns]))
  const isSettled = ({ table, column, made }: (typeof found.rows)[number]) =>
    table in NOBODYS ||
    column in (told.get(table) ?? {}) ||
    // Made of other columns.
    (told.has(table) && (made || column in LEFT_OUT || `${table}.${column}` in LEFT_OUT))
  expect(found.rows.filter((row) => !isSettled(row)).map(({ table, column }) => `${table}.${column}`)).toEqual([])
  const tables = new Set(found.rows.map(({ table }) => table))
  expect([...told.keys(), ...Object.keys(NOBODYS)].filter((table) => !tables.has(table))).toEqual([])
})
