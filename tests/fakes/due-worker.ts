// A worker that starts what is due until it is killed.
import { setTimeout as sleep } from 'node:timers/promises'
import { startDue } from '#app/campaigns/schedule/due.server.ts'

for (;;) {
  await startDue()
  await sleep(50)
}
