// Hits that may be a machine's: they wait, and are judged once with the others of their e-mail. Nobody else waits, and nothing
// that is counted is taken back.
import type { PoolClient } from 'pg'
import { clock } from '#app/platform/clock.server.ts'
import { hitsDb, type Sql, transaction } from '#app/platform/db/db.server.ts'
import { env } from '#app/platform/env.server.ts'
import { VERDICT } from '../judge/codes.ts'
import { writerSlot } from '../slot.server.ts'
import { agentNumbers } from './agents.server.ts'
import { Bursts } from './bursts.ts'
import { holdFold } from './fold-lock.server.ts'
import type { Hit, SiftedHit } from './hit.ts'
import { DELIVERED_WITHIN_MS, judgeTogether, NOTHING_KNOWN, waits } from './judging.ts'
import { dayNumber, ensureDays } from './log/log-partitions.server.ts'
import { HitPack, unpackHits } from './packed-hits.server.ts'
import {
  findOpenMailings,
  findReceipts,
  findSuspectReceipts,
  type OpenMailing,
  type Receipt,
  receiptKey,
} from '../receipts.server.ts'
import { writeHits } from './write-hits.server.ts'

/** Receipts that are asked for together, and hits judged in one transaction; nobody counts meanwhile. */
const RECEIPTS = 1_000
const HITS = 5_000
/** Of one e-mail that somebody hits without end so many are judged together, the others after them. */
const HITS_OF_ONE = 20_000

const bursts = new Bursts()

type Sifted = { counted: SiftedHit[]; suspects: SiftedHit[] }

/** Tells the hits that can be counted at once from those that wait. */
export async function sift(sql: Sql, hits: SiftedHit[], mailings: Map<number, OpenMailing>): Promise<Sifted> {
  const young = hits.filter((hit) => isHuman(hit) && isYoung(hit, mailings.get(hit.mailingId)))
  const contexts = await findSuspectReceipts(sql, young, mailings)
  const sifted: Sifted = { counted: [], suspects: [] }
  for (const hit of hits) {
    if (isHuman(hit)) hit.burst = bursts.note(hit.prefix, hit.memberId, hit.at)
    if (waits(hit, contexts.get(hit) ?? NOTHING_KNOWN)) sifted.suspects.push(hit)
    else sifted.counted.push(hit)
  }
  return sifted
}

const isHuman = ({ verdict }: Hit) => verdict === VERDICT.human
/** Whether its e-mail may have been delivered just now, as far as its mailing tells: none of it is younger than the last one. */
const isYoung = ({ at }: Pick<Hit, 'at'>, mailing?: OpenMailing) =>
  mailing !== undefined &&
  (mailing.isUnderWay || (mailing.lastSentAt !== null && at - mailing.lastSentAt.getTime() < DELIVERED_WITHIN_MS))

/** Puts hits where they wait. */
export async function holdSuspects(sql: Sql, suspects: SiftedHit[], now: Date): Promise<void> {
  if (suspects.length === 0) return
  const dueAt = new Date(now.getTime() + env().SUSPECTS_WAIT_SECONDS * 1000)
  const column = (name: keyof Receipt) => suspects.map((hit) => hit[name])
  await sql.query(
    `INSERT INTO hit_suspects (tenant_id, mailing_id, send_no, member_id, due_at, burst, hit)
     SELECT tenant_id, mailing_id, send_no, member_id, $7, burst, hit
     FROM unnest($1::int[], $2::int[], $3::smallint[], $4::bigint[], $5::int[], $6::bytea[])
       AS g(tenant_id, mailing_id, send_no, member_id, burst, hit)`,
    [
      column('tenantId'),
      column('mailingId'),
      column('sendNo'),
      column('memberId'),
      suspects.map(({ burst }) => burst),
      suspects.map(packed),
      dueAt,
    ],
  )
}

function packed(hit: Hit): Buffer {
  const pack = new HitPack()
  pack.add(hit)
  return pack.toBuffer()
}

type Waiting = { tenantId: number; mailingId: number; sendNo: number; memberId: string; hits: number }
type Held = { burst: number; hit: Buffer }

/**
 * Judges and counts those whose time has come by then, with all others of their e-mails; returns how many e-mails it were.
 */
export async function judgeWaiting(dueBy = clock.now()): Promise<number> {
  const due = await hitsDb().query<Waiting>(
    `SELECT tenant_id AS "tenantId", mailing_id AS "mailingId", send_no AS "sendNo", member_id::text AS "memberId", count(*)::int AS hits
     FROM hit_suspects WHERE due_at <= $1 GROUP BY 1, 2, 3, 4 LIMIT $2`,
    [dueBy, RECEIPTS],
  )
  let judged = 0
  for (const [tenantId, waiting] of Map.groupBy(due.rows, (row) => row.tenantId))
    for (const portion of portionsOf(waiting)) judged += await judgeOf(tenantId, portion)
  return judged
}

/** Of some thousand hits each; an e-mail is never parted. */
function portionsOf(waiting: Waiting[]): Waiting[][] {
  const portions: Waiting[][] = []
  let room = 0
  for (const receipt of waiting) {
    if (receipt.hits > room) {
      portions.push([])
      room = HITS
    }
    portions.at(-1)?.push(receipt)
    room -= receipt.hits
  }
  return portions
}

async function judgeOf(tenantId: number, waiting: Waiting[]): Promise<number> {
  const now = clock.now()
  const slot = await writerSlot()
  return transaction(async (sql) => {
    // In turn with who folds, who would else nearly always be first.
    await holdFold(sql)
    const held = await takeHeld(sql, tenantId, waiting)
    const hits = held.flatMap(({ hit, burst }) => unpackHits(hit).map((each) => ({ ...each, burst })))
    if (hits.length === 0) return 0
    const agents = await agentNumbers(hits.map(({ agent }) => agent))
    await ensureDays([...hits.map(({ at }) => dayNumber(at)), dayNumber(now.getTime())])
    const mailings = await findOpenMailings(sql, hits)
    const open = hits.filter(({ mailingId }) => mailings.has(mailingId))
    const contexts = await findReceipts(sql, open, mailings)
    const byReceipt = Map.groupBy(open, receiptKey)
    const judged = [...byReceipt].flatMap(([key, own]) =>
      judgeTogether(own, contexts.get(key) ?? NOTHING_KNOWN, agents),
    )
    await writeHits({ sql, hits: judged, mailings, agents, now, slot })
    return byReceipt.size
  }, hitsDb())
}

async function takeHeld(sql: PoolClient, tenantId: number, waiting: Waiting[]): Promise<Held[]> {
  const taken = await sql.query<Held>(
    `DELETE FROM hit_suspects s USING unnest($2::int[], $3::smallint[], $4::bigint[]) AS g(mailing_id, send_no, member_id)
     WHERE s.tenant_id = $1 AND s.mailing_id = g.mailing_id AND s.send_no = g.send_no AND s.member_id = g.member_id
       AND ($5::bigint IS NULL OR s.suspect_id < $5)
     RETURNING s.burst, s.hit`,
    [
      tenantId,
      waiting.map(({ mailingId }) => mailingId),
      waiting.map(({ sendNo }) => sendNo),
      waiting.map(({ memberId }) => memberId),
      await endOf(sql, tenantId, waiting),
    ],
  )
  return taken.rows
}

/** Where those of one e-mail end that are judged now; null where all of them are. */
async function endOf(sql: PoolClient, tenantId: number, [first, ...others]: Waiting[]): Promise<bigint | null> {
  if (!first || others.length > 0 || first.hits <= HITS_OF_ONE) return null
  const end = await sql.query<{ id: bigint }>(
    `SELECT suspect_id AS id FROM hit_suspects WHERE tenant_id = $1 AND mailing_id = $2 AND send_no = $3 AND member_id = $4
     ORDER BY suspect_id OFFSET $5 LIMIT 1`,
    [tenantId, first.mailingId, first.sendNo, first.memberId, HITS_OF_ONE],
  )
  return end.rows[0]?.id ?? null
}
