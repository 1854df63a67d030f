import { createHash } from 'node:crypto'
import { db } from '#app/platform/db/db.server.ts'
import { aMember, aTenant } from '#tests/factories.ts'
import { expect, test } from 'vitest'
import { appendChanges, payloadOf } from './ledger.server.ts'
import { unsubscribe } from '../consent/unsubscribe.server.ts'

const sha256 = (...parts: (Uint8Array | string)[]) => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

test('each row of a member carries the hash of itself and the row before it, and the head that of the last', async () => {
  const tenantId = await aTenant()
  const memberId = await aMember(tenantId, { sms_state: 'SUBSCRIBED', phone: '+15550100' })
  await unsubscribe({ tenantId, memberId, mailingId: 7, source: 'unsubscribe-link', at: new Date() })
  const entry = { channel: 'email', source: 'admin', oldState: 'UNSUBSCRIBED', newState: 'PENDING' } as const
  const rest = { optInLevel: null, shopifyAt: null, mailingId: null, reference: 'a\nline' }
  expect(await appendChanges(db(), tenantId, memberId, [{ ...entry, ...rest }])).toEqual([{ channel: 'email', seq: 3 }])
  const { rows } = await db().query<{ payload: string; hash: Buffer; actor: string }>(
    `SELECT ${payloadOf('l')} AS payload, hash, actor FROM consent_ledger l
     WHERE tenant_id = $1 AND member_id = $2 ORDER BY seq`,
    [tenantId, memberId],
  )
  expect(rows.map(({ actor }) => actor)).toEqual(['customer', 'customer', 'staff'])
  let previous: Uint8Array = new Uint8Array()
  for (const { payload, hash } of rows) {
    previous = sha256(previous, payload)
    expect(hash).toEqual(previous)
  }
  const head = await db().query('SELECT seq, hash FROM consent_heads WHERE tenant_id = $1 AND member_id = $2', [
    tenantId,
    memberId,
  ])
  expect(head.rows).toEqual([{ seq: 3, hash: previous }])
})
