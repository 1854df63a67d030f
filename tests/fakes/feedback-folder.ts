// A worker process that a test may kill: puts SES's feedback into effect for as long as it lives.
import { setTimeout as sleep } from 'node:timers/promises'
import { foldFeedback } from '#app/sending/feedback/fold.server.ts'

process.on('disconnect', () => process.exit(0))
process.send?.('ready')
for (;;) if ((await foldFeedback()) === 0) await sleep(10)
