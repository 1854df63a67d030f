// Migrations expand first and contract a release later: while processes are being replaced, those of the release before
// write hits and marks by their own statements into the schema of this one. They lie in releases/statements.json, as
// `KEEP_STATEMENTS=1 npx vitest run --project db tests/previous-release.db.test.ts` keeps them when a release is made.
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { db } from '#app/platform/db/db.server.ts'
import { markResults } from '#app/sending/recipients.server.ts'
import { recordEvents } from '#app/tracking/events.server.ts'
import { EVENT } from '#app/tracking/events.ts'
import { recount } from '#app/tracking/recount.server.ts'
import pg from 'pg'
import { beforeAll, expect, test, vi } from 'vitest'
import { aMailing, aMember, aRecipient, aTenant } from './factories.ts'

type Kept = Record<string, { text: string; values: unknown[] }>

const FILE = path.join(import.meta.dirname, 'releases/statements.json')
const AT = new Date('2026-11-20T10:00:00Z')
const TENANT = 910_001
const MAILING = 910_002
const [SARAH, TOM] = [9_100_000_003n, 9_100_000_004n]

let kept: Kept

beforeAll(async () => {
  await aTenant({ tenant_id: TENANT })
  const mailing = await aMailing(TENANT, { mailing_id: MAILING })
  for (const memberId of [SARAH, TOM]) {
    await aMember(TENANT, { member_id: memberId })
    await aRecipient(mailing, memberId, { state: 'sending', attempt: 1 })
  }
  if (process.env['KEEP_STATEMENTS']) await writeFile(FILE, JSON.stringify(await takeStatements(), null, 2) + '\n')
  kept = JSON.parse(await readFile(FILE, 'utf8'))
})

/** The statements that this release sends, whose effect is taken back. */
async function takeStatements(): Promise<Kept> {
  const asked = vi.spyOn(pg.Client.prototype, 'query')
  const to = { tenantId: TENANT, mailingId: MAILING, sendNo: 0 }
  const hit = { ...to, memberId: SARAH, at: AT, verdict: 'human', device: 'mobile', client: 'gmail' } as const
  await recordEvents(db(), [
    { ...hit, type: EVENT.opened },
    { ...hit, type: EVENT.clicked, linkNo: 1 },
  ])
  await markResults(to, [
    { sendNo: 0, memberId: SARAH, attempt: 1, provider: 0, state: 'sent', messageId: 'message-1' },
    { sendNo: 0, memberId: TOM, attempt: 1, provider: 0, state: 'failed', error: 'Illegal address' },
  ])
  const named = asked.mock.calls.flatMap(([query]: unknown[]) =>
    typeof query === 'object' && query !== null && 'name' in query ? [query as { name: string } & Kept[string]] : [],
  )
  asked.mockRestore()
  await db().query('TRUNCATE mail_events, mail_stats, mail_stats_by_time, link_stats')
  await db().query("UPDATE recipients SET state = 'sending', settled_at = NULL, message_id = NULL, error = NULL")
  const plain = (value: unknown) => (typeof value === 'bigint' ? String(value) : value)
  return Object.fromEntries(
    named.map(({ name, text, values }) => [
      name,
      { text, values: values.map((value) => (Array.isArray(value) ? value.map(plain) : plain(value))) },
    ]),
  )
}

test('hits and marks of the release before are written and counted', async () => {
  expect(Object.keys(kept)).toEqual(['record-events', 'mark-results'])
  for (const { text, values } of Object.values(kept)) await db().query(text, values)
  const events = await db().query(
    'SELECT member_id, type, link_no, hits FROM mail_events WHERE tenant_id = $1 AND mailing_id = $2 ORDER BY 1, 2, 3',
    [TENANT, MAILING],
  )
  expect(events.rows).toEqual([
    { member_id: SARAH, type: EVENT.sent, link_no: 0, hits: 1 },
    { member_id: SARAH, type: EVENT.opened, link_no: 0, hits: 1 },
    { member_id: SARAH, type: EVENT.clicked, link_no: 0, hits: 1 },
    { member_id: SARAH, type: EVENT.clicked, link_no: 1, hits: 1 },
    { member_id: TOM, type: EVENT.failed, link_no: 0, hits: 1 },
  ])
  const recipients = await db().query('SELECT member_id, state FROM recipients WHERE tenant_id = $1 ORDER BY 1', [
    TENANT,
  ])
  expect(recipients.rows).toEqual([
    { member_id: SARAH, state: 'sent' },
    { member_id: TOM, state: 'failed' },
  ])
  expect(await recount()).toEqual([])
})
