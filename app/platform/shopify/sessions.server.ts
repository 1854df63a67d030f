// Shopify's sessions, encrypted at rest: tokens are as good as the merchant's password.
import { Session } from '@shopify/shopify-api'
import type { SessionStorage } from '@shopify/shopify-app-session-storage'
import { z } from 'zod'
import { clock } from '../clock.server.ts'
import { db } from '../db/db.server.ts'
import { seal, unseal } from './seal.server.ts'

const properties = z.array(z.tuple([z.string(), z.union([z.string(), z.number(), z.boolean()])]))

function open(row: { id: string; sealed: Uint8Array }): Session {
  return Session.fromPropertyArray(properties.parse(JSON.parse(unseal(row.sealed, row.id))), true)
}

export class EncryptedSessionStorage implements SessionStorage {
  async storeSession(session: Session): Promise<boolean> {
    await db().query(
      `INSERT INTO sessions (id, shop, sealed, expires_at, updated_at) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (id) DO UPDATE SET shop = $2, sealed = $3, expires_at = $4, updated_at = $5`,
      [
        session.id,
        session.shop,
        seal(JSON.stringify(session.toPropertyArray(true)), session.id),
        session.expires ?? null,
        clock.now(),
      ],
    )
    return true
  }

  async loadSession(id: string): Promise<Session | undefined> {
    const found = await db().query<{ id: string; sealed: Buffer }>('SELECT id, sealed FROM sessions WHERE id = $1', [
      id,
    ])
    return found.rows[0] && open(found.rows[0])
  }

  async deleteSession(id: string): Promise<boolean> {
    return this.deleteSessions([id])
  }

  async deleteSessions(ids: string[]): Promise<boolean> {
    await db().query('DELETE FROM sessions WHERE id = ANY($1)', [ids])
    return true
  }

  async findSessionsByShop(shop: string): Promise<Session[]> {
    const found = await db().query<{ id: string; sealed: Buffer }>('SELECT id, sealed FROM sessions WHERE shop = $1', [
      shop,
    ])
    return found.rows.map(open)
  }
}
