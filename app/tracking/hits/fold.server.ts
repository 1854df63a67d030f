// Counts the hits that lie in the box: takes them out and writes the log, the events, their rollups and what is kept of
// members, in one transaction, so that each is counted exactly once whatever ends when. Any process may do it, one does.
import type { PoolClient } from 'pg'
import { noteDoNotTrack } from '#app/members/core/do-not-track.server.ts'
import { clock } from '#app/platform/clock.server.ts'
import { db, transaction } from '#app/platform/db/db.server.ts'
import { refusesRows } from '#app/platform/faults/db-fault.ts'
import { faultOf } from '#app/platform/faults/fault.ts'
import { log } from '#app/platform/log.server.ts'
import { counter } from '#app/platform/metrics.server.ts'
import { writeRows } from '../events.server.ts'
import { addCoded, type EventRows } from '../events.ts'
import { writerSlot } from '../slot.server.ts'
import { agentNumbers } from './agents.server.ts'
import { FOLD_LOCK } from './box.server.ts'
import { DO_NOT_TRACK, type Hit } from './hit.ts'
import { dayNumber, ensureDays } from './log-partitions.server.ts'
import { appendToLog, keepAddresses } from './log.server.ts'
import { unpackHits } from './packed-hits.ts'

/** Counted in one transaction, about ten thousand hits: for so long hits that come meanwhile may be slowed down. */
const BATCHES = 200
const BYTES = 600_000
/** Deleted rows of the box that make it worth a VACUUM: nothing else keeps it small while hits come by the ten thousand. */
const VACUUM_AFTER = 2_000

const folded = counter('glancito_hits_folded_total', 'Opens and clicks counted')
const refused = counter('glancito_hits_refused_total', 'Hits dropped: the database refused their rows')

type Taken = { writer: string; seq: number; hits: Buffer }

let deleted = 0

/**
 * Counts what is in the box, up to some thousand hits; returns how many batches it took. 0 also while another process is
 * at it.
 */
export async function foldHits(): Promise<number> {
  const next = await peek()
  if (next.length === 0) return 0
  const batches = new Map(next.map((batch) => [keyOf(batch), sortedOut(unpackHits(batch.hits))]))
  // What can be done before is: the transaction holds the lock.
  const agents = await agentNumbers([...batches.values()].flatMap(({ hits }) => hits.map(({ agent }) => agent)))
  const now = clock.now()
  const days = [...batches.values()].flatMap(({ hits }) => hits.map(({ at }) => dayNumber(at)))
  await ensureDays([...days, dayNumber(now.getTime())])
  const slot = await writerSlot()
  const taken = await transaction(async (sql) => {
    const locked = await sql.query<{ locked: boolean }>('SELECT pg_try_advisory_xact_lock($1) AS locked', [FOLD_LOCK])
    if (!locked.rows[0]?.locked) return []
    const mine = await take(sql, next)
    const given = mine.map((batch) => batches.get(keyOf(batch)) ?? { hits: [], wishes: [] })
    const hits = given.flatMap((batch) => batch.hits)
    await write({ sql, ...(await countable(sql, hits)), agents, now, slot })
    await noteDoNotTrack(
      sql,
      given.flatMap(({ wishes }) => wishes),
    )
    await noteFolded(sql, mine, now)
    folded(hits.length)
    return mine
  })
  await keepSmall(taken.length)
  return taken.length
}

/** Counts everything that is in the box now; for whoever reads what it is counted into at once. */
export async function foldAllHits(): Promise<void> {
  for (;;) {
    if ((await foldHits()) > 0) continue
    // Another process may be at it, whose transaction this one waits for.
    await transaction((sql) => sql.query('SELECT pg_advisory_xact_lock($1)', [FOLD_LOCK]))
    if ((await peek()).length === 0) return
  }
}

/** Hits apart from the wishes not to be tracked, which are counted nowhere. */
function sortedOut(all: Hit[]): { hits: Hit[]; wishes: Hit[] } {
  const isWish = ({ type }: Hit) => type === DO_NOT_TRACK
  return { hits: all.filter((hit) => !isWish(hit)), wishes: all.filter(isWish) }
}

const keyOf = ({ writer, seq }: Pick<Taken, 'writer' | 'seq'>) => `${writer} ${seq}`

async function peek(): Promise<Taken[]> {
  const found = await db().query<Taken>(
    `SELECT writer, seq, hits FROM (
       SELECT *, sum(octet_length(hits)) OVER (ORDER BY put_at, writer, seq) - octet_length(hits) AS bytes_before
       FROM (SELECT * FROM hit_box ORDER BY put_at, writer, seq LIMIT $1) AS oldest) AS next
     WHERE bytes_before < $2`,
    [BATCHES, BYTES],
  )
  return found.rows
}

/** Another process may have had some of them since. */
async function take(sql: PoolClient, batches: Taken[]): Promise<Pick<Taken, 'writer' | 'seq'>[]> {
  const taken = await sql.query<Pick<Taken, 'writer' | 'seq'>>(
    'DELETE FROM hit_box USING unnest($1::uuid[], $2::int[]) AS t(w, s) WHERE writer = w AND seq = s RETURNING writer, seq',
    [batches.map(({ writer }) => writer), batches.map(({ seq }) => seq)],
  )
  return taken.rows
}

type Open = { tenantId: number; mailingId: number; keepsAddresses: boolean }
type Countable = {
  hits: Hit[]
  /** Shops that keep no full address. */
  discreet: Set<number>
}

/** Hits of a mailing that is closed, or gone with its shop, are counted nowhere. */
async function countable(sql: PoolClient, hits: Hit[]): Promise<Countable> {
  const mailings = [...new Map(hits.map((hit) => [hit.mailingId, hit.tenantId]))]
  const found = await sql.query<Open>(
    `SELECT m.tenant_id AS "tenantId", m.mailing_id AS "mailingId", coalesce(s.addresses_kept_days, 30) > 0 AS "keepsAddresses"
     FROM unnest($1::int[], $2::int[]) AS g(tenant_id, mailing_id)
     JOIN mailings m USING (tenant_id, mailing_id) LEFT JOIN settings s USING (tenant_id) WHERE m.closed_at IS NULL`,
    [mailings.map(([, tenantId]) => tenantId), mailings.map(([mailingId]) => mailingId)],
  )
  const open = new Map(found.rows.map(({ tenantId, mailingId }) => [mailingId, tenantId]))
  const discreet = found.rows.filter(({ keepsAddresses }) => !keepsAddresses).map(({ tenantId }) => tenantId)
  return {
    hits: hits.filter(({ tenantId, mailingId }) => open.get(mailingId) === tenantId),
    discreet: new Set(discreet),
  }
}

type Writing = Countable & { sql: PoolClient; agents: Map<string, number>; now: Date; slot: number }

/** What the database refuses is halved until the bad hit stands alone, and goes alone. */
async function write(writing: Writing): Promise<void> {
  const { sql, hits } = writing
  if (hits.length === 0) return
  await sql.query('SAVEPOINT hits')
  try {
    await appendToLog(sql, hits, writing.agents)
    const told = hits.filter(({ tenantId }) => !writing.discreet.has(tenantId))
    await keepAddresses(sql, told, writing.now, writing.slot)
    await writeRows(sql, [...rowsOf(hits).values()], writing.slot)
    await sql.query('RELEASE SAVEPOINT hits')
  } catch (error) {
    if (!refusesRows(error)) throw error
    await sql.query('ROLLBACK TO SAVEPOINT hits')
    if (hits.length === 1) {
      refused()
      return void log.error({ tenant: hits[0]?.tenantId, ...faultOf(error) }, 'a hit was refused by the database')
    }
    const middle = hits.length >> 1
    await write({ ...writing, hits: hits.slice(0, middle) })
    await write({ ...writing, hits: hits.slice(middle) })
  }
}

function rowsOf(hits: Hit[]): EventRows {
  const rows: EventRows = new Map()
  for (const hit of hits) addCoded(rows, hit)
  return rows
}

/** Last of all, for whoever puts a batch waits for it. */
async function noteFolded(sql: PoolClient, batches: Pick<Taken, 'writer' | 'seq'>[], now: Date): Promise<void> {
  const last = new Map<string, number>()
  for (const { writer, seq } of batches) last.set(writer, Math.max(last.get(writer) ?? 0, seq))
  await sql.query(
    `UPDATE hit_writers w SET folded = greatest(w.folded, g.seq), seen_at = $3
     FROM unnest($1::uuid[], $2::int[]) AS g(writer, seq) WHERE w.writer = g.writer`,
    [[...last.keys()], [...last.values()], now],
  )
}

async function keepSmall(batches: number): Promise<void> {
  deleted += batches
  if (deleted < VACUUM_AFTER) return
  deleted = 0
  await db().query('VACUUM (TRUNCATE false) hit_box')
}
