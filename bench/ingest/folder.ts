// What counts the hits, as a worker does, in a process of its own: `node bench/ingest/folder.ts`.
import { setTimeout as sleep } from 'node:timers/promises'
import { foldHits } from '#app/tracking/hits/fold.server.ts'

const EVERY_MS = 200

process.on('disconnect', () => process.exit(0))
process.send?.('ready')
for (;;) if ((await foldHits()) === 0) await sleep(EVERY_MS)
