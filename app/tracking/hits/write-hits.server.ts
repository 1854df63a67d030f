// What becomes of a hit that is judged: a row of the log, and its share of events, rollups and engagement.
import type { PoolClient } from 'pg'
import { refusesRows } from '#app/platform/faults/db-fault.ts'
import { faultOf } from '#app/platform/faults/fault.ts'
import { log } from '#app/platform/log.server.ts'
import { counter } from '#app/platform/metrics.server.ts'
import { writeRows } from '../events.server.ts'
import { addCoded, type EventRows } from '../events.ts'
import type { Hit, SiftedHit } from './hit.ts'
import { appendToLog, keepAddresses } from './log.server.ts'
import type { OpenMailing } from '../receipts.server.ts'

const refused = counter('glancito_hits_refused_total', 'Hits dropped: the database refused their rows')

export type Writing = {
  sql: PoolClient
  hits: SiftedHit[]
  mailings: Map<number, OpenMailing>
  agents: Map<string, number>
  now: Date
  slot: number
}

/** Writes hits into the log and counts them, in the caller's transaction. What the database refuses is halved until the bad hit stands alone, and goes alone. */
export async function writeHits(writing: Writing): Promise<void> {
  const { sql, hits } = writing
  if (hits.length === 0) return
  await sql.query('SAVEPOINT hits')
  try {
    await appendToLog(sql, hits, writing.agents)
    const told = hits.filter(({ mailingId }) => writing.mailings.get(mailingId)?.keepsAddresses)
    await keepAddresses(sql, told, writing.now, writing.slot)
    await writeRows(sql, [...rowsOf(hits).values()], writing.slot)
    await sql.query('RELEASE SAVEPOINT hits')
  } catch (error) {
    if (!refusesRows(error)) throw error
    await sql.query('ROLLBACK TO SAVEPOINT hits')
    if (hits.length === 1) {
      refused()
      log.error({ tenant: hits[0]?.tenantId, ...faultOf(error) }, 'a hit was refused by the database')
      return
    }
    const middle = hits.length >> 1
    await writeHits({ ...writing, hits: hits.slice(0, middle) })
    await writeHits({ ...writing, hits: hits.slice(middle) })
  }
}

function rowsOf(hits: Hit[]): EventRows {
  const rows: EventRows = new Map()
  for (const hit of hits) addCoded(rows, hit)
  return rows
}
