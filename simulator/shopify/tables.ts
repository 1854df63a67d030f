// The simulated Shopify's tables. Times are ISO text in UTC, money is in cents, ids are text (see store.ts).
import type { SimulatorContext } from '../context.ts'

const TABLES = `
CREATE TABLE IF NOT EXISTS shopify_shops (
  shop TEXT PRIMARY KEY, id TEXT NOT NULL, name TEXT NOT NULL, email TEXT NOT NULL, timezone TEXT NOT NULL,
  currency TEXT NOT NULL, created_at TEXT NOT NULL, scopes TEXT, installed_at TEXT);
CREATE TABLE IF NOT EXISTS shopify_tokens (
  access_token TEXT PRIMARY KEY, shop TEXT NOT NULL, mode TEXT NOT NULL, scopes TEXT NOT NULL, expires_at INTEGER NOT NULL,
  refresh_token TEXT UNIQUE, refresh_expires_at INTEGER, parent_refresh_token TEXT);
CREATE TABLE IF NOT EXISTS shopify_customers (
  shop TEXT NOT NULL, id TEXT NOT NULL, first_name TEXT, last_name TEXT, email TEXT, phone TEXT, state TEXT NOT NULL,
  locale TEXT NOT NULL, note TEXT, verified_email INTEGER NOT NULL, tags TEXT NOT NULL, open_tracking TEXT NOT NULL,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL, email_state TEXT NOT NULL, email_opt_in TEXT, email_updated_at TEXT,
  sms_state TEXT NOT NULL, sms_opt_in TEXT, sms_updated_at TEXT, sms_collected_from TEXT,
  orders_count INTEGER NOT NULL, spent_cents INTEGER NOT NULL, last_order_id TEXT, PRIMARY KEY (shop, id)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS shopify_customers_updated ON shopify_customers (shop, updated_at, id);
CREATE UNIQUE INDEX IF NOT EXISTS shopify_customers_email ON shopify_customers (shop, lower(email)) WHERE email IS NOT NULL;
CREATE TABLE IF NOT EXISTS shopify_orders (
  shop TEXT NOT NULL, id TEXT NOT NULL, customer_id TEXT, name TEXT NOT NULL, amount_cents INTEGER NOT NULL,
  landing_site TEXT, referring_site TEXT, financial_status TEXT NOT NULL, test INTEGER NOT NULL, cancelled_at TEXT,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL, PRIMARY KEY (shop, id)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS shopify_orders_customer ON shopify_orders (shop, customer_id, created_at);
CREATE TABLE IF NOT EXISTS shopify_order_lines (
  shop TEXT NOT NULL, order_id TEXT NOT NULL, id TEXT NOT NULL, product_id TEXT, variant_id TEXT, title TEXT NOT NULL,
  variant_title TEXT, quantity INTEGER NOT NULL, current_quantity INTEGER NOT NULL, cents INTEGER NOT NULL,
  PRIMARY KEY (shop, order_id, id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS shopify_refunds (
  shop TEXT NOT NULL, order_id TEXT NOT NULL, id TEXT NOT NULL, amount_cents INTEGER NOT NULL, note TEXT,
  created_at TEXT NOT NULL, PRIMARY KEY (shop, order_id, id)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS shopify_products (
  shop TEXT NOT NULL, id TEXT NOT NULL, handle TEXT NOT NULL, data TEXT NOT NULL, PRIMARY KEY (shop, id));
CREATE TABLE IF NOT EXISTS shopify_collections (
  shop TEXT NOT NULL, id TEXT NOT NULL, handle TEXT NOT NULL, title TEXT NOT NULL, description TEXT NOT NULL,
  created_at TEXT NOT NULL, PRIMARY KEY (shop, id));
CREATE TABLE IF NOT EXISTS shopify_metafields (
  shop TEXT NOT NULL, owner_id TEXT NOT NULL, namespace TEXT NOT NULL, key TEXT NOT NULL, id TEXT NOT NULL, type TEXT NOT NULL,
  value TEXT NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL, PRIMARY KEY (shop, owner_id, namespace, key));
CREATE TABLE IF NOT EXISTS shopify_events (
  shop TEXT NOT NULL, id TEXT NOT NULL, customer_id TEXT NOT NULL, action TEXT NOT NULL, message TEXT NOT NULL,
  by_app INTEGER NOT NULL, created_at TEXT NOT NULL, PRIMARY KEY (shop, id)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS shopify_events_customer ON shopify_events (shop, customer_id, id);
CREATE TABLE IF NOT EXISTS shopify_segments (
  shop TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, query TEXT NOT NULL, created_at TEXT NOT NULL, PRIMARY KEY (shop, id));
CREATE TABLE IF NOT EXISTS shopify_bulk_operations (
  shop TEXT NOT NULL, id TEXT NOT NULL, query TEXT NOT NULL, status TEXT NOT NULL, error_code TEXT, created_at TEXT NOT NULL,
  completed_at TEXT, object_count INTEGER NOT NULL, root_object_count INTEGER NOT NULL, secret TEXT NOT NULL, result TEXT,
  PRIMARY KEY (shop, id));
CREATE TABLE IF NOT EXISTS shopify_deliveries (
  seq INTEGER PRIMARY KEY, shop TEXT NOT NULL, topic TEXT NOT NULL, webhook_id TEXT NOT NULL, event_id TEXT NOT NULL,
  name TEXT, uri TEXT NOT NULL, api_version TEXT NOT NULL, body TEXT NOT NULL, triggered_at TEXT NOT NULL, attempts INTEGER NOT NULL,
  due_at INTEGER NOT NULL, state TEXT NOT NULL, last_answer TEXT, delivered_at INTEGER);
CREATE INDEX IF NOT EXISTS shopify_deliveries_due ON shopify_deliveries (due_at) WHERE state = 'pending';
CREATE TABLE IF NOT EXISTS shopify_counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS shopify_settings (name TEXT PRIMARY KEY, value TEXT NOT NULL);
`

/** Columns that tables got later: a world that was kept from before has its tables without them. */
const ADDED: [table: string, column: string, definition: string][] = [
  ['shopify_customers', 'country_code', 'TEXT'],
  ['shopify_customers', 'province_code', 'TEXT'],
  ['shopify_customers', 'city', 'TEXT'],
  ['shopify_customers', 'time_zone', 'TEXT'],
  ['shopify_orders', 'email', 'TEXT'],
  ['shopify_orders', 'processed_at', 'TEXT'],
  ['shopify_orders', 'current_cents', 'INTEGER'],
  ['shopify_orders', 'presentment_currency', 'TEXT'],
  ['shopify_orders', 'presentment_rate', 'REAL NOT NULL DEFAULT 1'],
  ['shopify_bulk_operations', 'grouped', 'INTEGER NOT NULL DEFAULT 0'],
]

/** Makes the tables, and columns of theirs, when they are missing. */
export function createShopifyTables(sim: SimulatorContext): void {
  sim.store.db.exec(TABLES)
  for (const [table, column, definition] of ADDED) {
    const known = sim.store.db.prepare(`SELECT 1 FROM pragma_table_info('${table}') WHERE name = ?`).get(column)
    if (!known) sim.store.db.exec(`ALTER TABLE ${table} ADD COLUMN ${column} ${definition}`)
  }
}

/** Empties every table of the simulated Shopify. */
export function clearShopifyTables(sim: SimulatorContext): void {
  const names = [...TABLES.matchAll(/CREATE TABLE IF NOT EXISTS (\w+)/g)].map(([, name]) => name)
  sim.store.transaction(() => sim.store.db.exec(names.map((name) => `DELETE FROM ${name};`).join('\n')))
}
