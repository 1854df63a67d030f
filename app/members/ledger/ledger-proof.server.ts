// A member's consent history with all that proves it: the text that each hash is made of, the hashes, the end of the
// chain and the seals of the days.
import { db } from '#app/platform/db/db.server.ts'
import { type ConsentChange, payloadOf } from './ledger.server.ts'
import type { MemberId } from '../core/members.server.ts'

/** An entry and its proof; hashes in hexadecimal, the day in UTC. */
export type ProvenChange = ConsentChange & {
  campaignId: number | null
  campaignName: string | null
  day: string
  payload: string
  previousHash: string
  hash: string
}

type ProvenSeal = { day: string; changes: number; digest: string; sealedAt: Date; signature: string }

export type LedgerProof = {
  entries: ProvenChange[]
  /** The newest entry as it is kept apart from the chain; null where there is no entry. */
  head: { seq: number; hash: string } | null
  seals: ProvenSeal[]
}

type Row = ProvenChange & { headSeq: number; headHash: string }

/** The proof of a member's consent history, the oldest entry first; erased members have one, too. */
export async function findLedgerProof(tenantId: number, memberId: MemberId): Promise<LedgerProof> {
  const found = await db().query<Row>(
    `SELECT l.seq, channel, l.source, actor, old_state AS "oldState", new_state AS "newState", opt_in_level AS "optInLevel",
       shopify_at AS "shopifyAt", recorded_at AS "recordedAt", l.mailing_id AS "mailingId", c.campaign_id AS "campaignId", c.name AS "campaignName",
       reference, (recorded_at AT TIME ZONE 'UTC')::date::text AS day, ${payloadOf('l')} AS payload,
       encode(lag(l.hash, 1, '') OVER (ORDER BY l.seq), 'hex') AS "previousHash", encode(l.hash, 'hex') AS hash,
       h.seq AS "headSeq", encode(h.hash, 'hex') AS "headHash"
     FROM consent_ledger l JOIN consent_heads h USING (tenant_id, member_id)
     LEFT JOIN mailings m ON m.tenant_id = l.tenant_id AND m.mailing_id = l.mailing_id AND m.source = 'campaign'
     LEFT JOIN campaigns c ON c.tenant_id = m.tenant_id AND c.campaign_id = m.source_id
     WHERE l.tenant_id = $1 AND l.member_id = $2 ORDER BY l.seq`,
    [tenantId, memberId],
  )
  const entries = found.rows.map(({ headSeq: _seq, headHash: _hash, ...entry }) => entry)
  const [first] = found.rows
  const head = first ? { seq: first.headSeq, hash: first.headHash } : null
  return { entries, head, seals: await listSeals(tenantId, [...new Set(entries.map(({ day }) => day))]) }
}

async function listSeals(tenantId: number, days: string[]): Promise<ProvenSeal[]> {
  const found = await db().query<ProvenSeal>(
    `SELECT day::text, changes, encode(digest, 'hex') AS digest, sealed_at AS "sealedAt", encode(signature, 'hex') AS signature
     FROM ledger_seals WHERE tenant_id = $1 AND day = ANY ($2::date[]) ORDER BY day`,
    [tenantId, days],
  )
  return found.rows
}
