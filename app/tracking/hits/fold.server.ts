// Counts the hits that lie in the box: takes them out and writes the log, the events, their rollups and what is kept of
// members, in one transaction, so that each is counted exactly once whatever ends when. Any process may do it, one does.
import type { PoolClient } from 'pg'
import { noteDoNotTrack } from '#app/members/core/do-not-track.server.ts'
import { clock } from '#app/platform/clock.server.ts'
import { hitsDb, transaction } from '#app/platform/db/db.server.ts'
import { counter } from '#app/platform/metrics.server.ts'
import { writerSlot } from '../slot.server.ts'
import { agentNumbers } from './agents.server.ts'
import { FOLD_LOCK, foldInHandEnds } from './fold-lock.server.ts'
import { DO_NOT_TRACK, type Hit, type SiftedHit } from './hit.ts'
import { dayNumber, ensureDays } from './log/log-partitions.server.ts'
import { unpackHits } from './packed-hits.server.ts'
import { findOpenMailings } from '../receipts.server.ts'
import { holdSuspects, sift } from './suspects.server.ts'
import { writeHits } from './write-hits.server.ts'

/** Counted in one transaction, about ten thousand hits: for so long hits that come meanwhile may be slowed down. */
const BATCHES = 200
const BYTES = 600_000
/** Deleted rows of the box that make it worth a VACUUM: nothing else keeps it small while hits come by the ten thousand. */
const VACUUM_AFTER = 2_000

const folded = counter('glancito_hits_folded_total', 'Opens and clicks counted')

type Taken = { writer: string; seq: number; hits: Buffer }

let deleted = 0

/**
 * Counts what is in the box, up to some thousand hits or about `bytes` of them; returns how many batches it took. 0 also while
 * another process is at it.
 */
export async function foldHits(bytes = BYTES): Promise<number> {
  const next = await peek(bytes)
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
    const mailings = await findOpenMailings(sql, hits)
    const open = hits.filter(({ tenantId, mailingId }) => mailings.get(mailingId)?.tenantId === tenantId)
    const { counted, suspects } = await sift(sql, open, mailings)
    await holdSuspects(sql, suspects, now)
    await writeHits({ sql, hits: counted, mailings, agents, now, slot })
    const wishes = given.flatMap((batch) => batch.wishes)
    await noteDoNotTrack(sql, wishes)
    await noteFolded(sql, mine, now)
    folded(hits.length)
    return mine
  }, hitsDb())
  await keepSmall(taken.length)
  return taken.length
}

/**
 * Counts everything that is in the box now; for whoever reads what it is counted into at once. What comes meanwhile is not waited
 * for: while many come the box is never empty.
 */
export async function foldAllHits(): Promise<void> {
  const last = await lastBatches()
  while (await someAreLeft(last)) {
    if ((await foldHits()) > 0) continue
    // Another process may be at it, whose transaction this one waits for.
    await foldInHandEnds()
  }
}

/** The newest batch of each writer, who puts them in the order of their numbers. */
async function lastBatches(): Promise<Pick<Taken, 'writer' | 'seq'>[]> {
  const found = await hitsDb().query<Pick<Taken, 'writer' | 'seq'>>(
    'SELECT writer, max(seq)::int AS seq FROM hit_box GROUP BY writer',
  )
  return found.rows
}

async function someAreLeft(last: Pick<Taken, 'writer' | 'seq'>[]): Promise<boolean> {
  const found = await hitsDb().query(
    `SELECT FROM hit_box b JOIN unnest($1::uuid[], $2::int[]) AS g(writer, seq) ON b.writer = g.writer AND b.seq <= g.seq LIMIT 1`,
    [last.map(({ writer }) => writer), last.map(({ seq }) => seq)],
  )
  return found.rowCount === 1
}

/** Hits apart from the wishes not to be tracked, which are counted nowhere. */
function sortedOut(all: SiftedHit[]): { hits: SiftedHit[]; wishes: Hit[] } {
  const isWish = ({ type }: Hit) => type === DO_NOT_TRACK
  return { hits: all.filter((hit) => !isWish(hit)), wishes: all.filter(isWish) }
}

const keyOf = ({ writer, seq }: Pick<Taken, 'writer' | 'seq'>) => `${writer} ${seq}`

async function peek(bytes: number): Promise<Taken[]> {
  const found = await hitsDb().query<Taken>(
    `SELECT writer, seq, hits FROM (
       SELECT *, sum(octet_length(hits)) OVER (ORDER BY put_at, writer, seq) - octet_length(hits) AS bytes_before
       FROM (SELECT * FROM hit_box ORDER BY put_at, writer, seq LIMIT $1) AS oldest) AS next
     WHERE bytes_before < $2`,
    [BATCHES, bytes],
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
  await hitsDb().query('VACUUM (TRUNCATE false) hit_box')
}
