import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createWeb, warmUpWeb } from '#app/web.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { drainHits } from '#app/tracking/hits/hits.server.ts'
import { expect, test } from 'vitest'

test('a web process that has warmed up has counted nothing of it, and listens where it is told', async () => {
  const server = await createWeb({ remix: false })
  await warmUpWeb(server)
  expect(server.listening).toBe(false)
  await drainHits()
  expect((await db().query('SELECT FROM hit_box')).rowCount).toBe(0)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  expect((await fetch(`http://127.0.0.1:${port}/api/v1/track/open`)).headers.get('content-type')).toBe('image/gif')
  server.closeAllConnections()
  server.close()
})
