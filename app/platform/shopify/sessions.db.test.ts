import { Session } from '@shopify/shopify-api'
import { expect, test } from 'vitest'
import { db } from '../db/db.server.ts'
import { EncryptedSessionStorage } from './sessions.server.ts'

const storage = new EncryptedSessionStorage()

const aSession = (shop: string, more: Partial<ConstructorParameters<typeof Session>[0]> = {}) =>
  new Session({
    id: `offline_${shop}`,
    shop,
    state: 'a-state',
    isOnline: false,
    scope: 'read_customers,write_customers',
    accessToken: 'shpat_access',
    expires: new Date('2026-11-21T10:00:00.000Z'),
    refreshToken: 'shprt_refresh',
    refreshTokenExpires: new Date('2027-02-19T10:00:00.000Z'),
    ...more,
  })

test('a session comes back as it was stored, with both tokens and both times', async () => {
  const session = aSession('whole.myshopify.com')
  await storage.storeSession(session)
  const loaded = await storage.loadSession(session.id)
  expect(loaded?.toObject()).toEqual(session.toObject())
  expect(loaded).toBeInstanceOf(Session)
  expect(loaded?.refreshToken).toBe('shprt_refresh')
  expect(loaded?.refreshTokenExpires?.toISOString()).toBe('2027-02-19T10:00:00.000Z')
})

test('a session of a person keeps who they are', async () => {
  const associatedUser = {
    id: 42,
    first_name: 'Sarah',
    last_name: 'Sørensen',
    email: 'sarah@example.com',
    email_verified: true,
    account_owner: false,
    locale: 'da',
    collaborator: false,
  }
  const session = aSession('person.myshopify.com', {
    id: 'person.myshopify.com_42',
    isOnline: true,
    onlineAccessInfo: { expires_in: 86_400, associated_user_scope: 'read_customers', associated_user: associatedUser },
  })
  await storage.storeSession(session)
  const loaded = await storage.loadSession(session.id)
  expect(loaded?.onlineAccessInfo?.associated_user).toEqual(associatedUser)
})

test('neither token nor scope can be read in the database', async () => {
  await storage.storeSession(aSession('sealed.myshopify.com'))
  const found = await db().query("SELECT sealed, s::text AS row FROM sessions s WHERE shop = 'sealed.myshopify.com'")
  const bytes: Buffer = found.rows[0].sealed
  for (const secret of ['shpat_access', 'shprt_refresh', 'read_customers']) {
    expect(bytes.includes(secret)).toBe(false)
    expect(found.rows[0].row).not.toContain(secret)
  }
})

test('storing again replaces: a refreshed token is the only one', async () => {
  const shop = 'refreshed.myshopify.com'
  await storage.storeSession(aSession(shop))
  await storage.storeSession(aSession(shop, { accessToken: 'shpat_new', refreshToken: 'shprt_new' }))
  const sessions = await storage.findSessionsByShop(shop)
  expect(sessions.map((session) => [session.accessToken, session.refreshToken])).toEqual([['shpat_new', 'shprt_new']])
})

test('a row that was altered, or moved under the name of another shop, does not open', async () => {
  await storage.storeSession(aSession('mine.myshopify.com'))
  await storage.storeSession(aSession('theirs.myshopify.com', { accessToken: 'shpat_theirs' }))
  await db().query(
    `UPDATE sessions SET sealed = (SELECT sealed FROM sessions WHERE id = 'offline_theirs.myshopify.com')
     WHERE id = 'offline_mine.myshopify.com'`,
  )
  await expect(storage.loadSession('offline_mine.myshopify.com')).rejects.toThrow('unable to authenticate')
  await db().query(
    `UPDATE sessions SET sealed = set_byte(sealed, 40, get_byte(sealed, 40) # 1) WHERE id = 'offline_theirs.myshopify.com'`,
  )
  await expect(storage.loadSession('offline_theirs.myshopify.com')).rejects.toThrow('unable to authenticate')
})

test("deleting takes a shop's own sessions and no others", async () => {
  const [gone, kept] = ['gone.myshopify.com', 'kept.myshopify.com']
  await storage.storeSession(aSession(gone))
  await storage.storeSession(aSession(gone, { id: `${gone}_42` }))
  await storage.storeSession(aSession(kept))
  const ids = (await storage.findSessionsByShop(gone)).map((session) => session.id)
  expect(ids).toHaveLength(2)
  await storage.deleteSessions(ids)
  expect(await storage.findSessionsByShop(gone)).toEqual([])
  await storage.deleteSession('offline_nobody.myshopify.com')
  expect(await storage.loadSession(`offline_${kept}`)).toBeDefined()
})

test('an unknown session is none', async () => {
  expect(await storage.loadSession('offline_unknown.myshopify.com')).toBeUndefined()
})
