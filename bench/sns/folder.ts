// What puts feedback into effect, as a worker does, in a process of its own: `node bench/sns/folder.ts`.
import { setTimeout as sleep } from 'node:timers/promises'
import { foldFeedback } from '#app/sending/feedback/fold.server.ts'

const EVERY_MS = 200

process.on('disconnect', () => process.exit(0))
process.send?.('ready')
for (;;) if ((await foldFeedback()) === 0) await sleep(EVERY_MS)
