// The worker process: `npm run worker`. Every queue, loop and schedule, one line each. Any number of workers may run.
import { performBulk, performBulkWatch } from './members/list/bulk/bulk.job.ts'
import { drainReplies } from './replies/forwarding.server.ts'
import { repliesUpkeepQueue } from './replies/jobs.ts'
import { receiveReplies } from './replies/smtp.server.ts'
import { performRepliesUpkeep } from './replies/upkeep.job.ts'
import { performImport, performImportWatch } from './sync/import/import.job.ts'
import { performNightlyChecks } from './sync/reconcile/reconcile.job.ts'
import { startDue } from './campaigns/schedule/due.server.ts'
import { bulkQueue, bulkWatchQueue, ledgerSealQueue, ledgerVerifyQueue } from './members/core/jobs.ts'
import { performLedgerSeal, performLedgerVerify } from './members/ledger/ledger.job.ts'
import { foldTotals } from './members/core/totals.server.ts'
import { drainOutbox, outboxIdle } from './sync/write-back/write-back.server.ts'
import { closeDatabase } from './platform/db/db.server.ts'
import { repeat, startJobs, stopJobs, work } from './platform/jobs/jobs.server.ts'
import { log } from './platform/log.server.ts'
import { startLoops } from './platform/jobs/loop.server.ts'
import { onShutdown, prepare } from './platform/start/start.server.ts'
import {
  askAgainQueue,
  mailingUpkeepQueue,
  prepareQueue,
  resolveQueue,
  sendSliceQueue,
  skipQueue,
  recoveryQueue,
} from './sending/jobs.ts'
import { performPrepare } from './sending/prepare.job.ts'
import { performAskAgain, performResolve } from './sending/resolve.job.ts'
import { performSlice } from './sending/send-slice.job.ts'
import { performSkip } from './sending/skip.job.ts'
import { performRecovery } from './sending/recovery.job.ts'
import { performMailingUpkeep } from './sending/upkeep.job.ts'
import { importQueue, importWatchQueue, nightlyCheckQueue } from './sync/import/jobs.ts'
import { sideImportQueue } from './sync/side/jobs.ts'
import { performSideImport } from './sync/side/side-import.job.ts'
import { performPoints } from './sync/points.job.ts'
import { purgeQueue } from './inbox/jobs.ts'
import { performPurge } from './inbox/purge.job.ts'
import { pointsQueue } from './settings/jobs.ts'
import { performInstalled } from './sync/installed.job.ts'
import { installedQueue, refreshQueue } from './tenants/jobs.ts'
import { performRefresh } from './tenants/refresh.job.ts'
import { drainInbox, inboxIdle } from './inbox/inbox-worker.server.ts'
import { performEvidence } from './sending/feedback/evidence.job.ts'
import { retryFailures } from './sending/feedback/failures.server.ts'
import { foldFeedback } from './sending/feedback/fold.server.ts'
import { evidenceQueue, upkeepQueue } from './tracking/jobs.ts'
import { lookAtFollowed } from './tracking/held/look.server.ts'
import { judgeWaiting } from './tracking/hits/suspects.server.ts'
import { foldHits } from './tracking/hits/fold.server.ts'
import { performUpkeep } from './tracking/hits/upkeep.job.ts'

/** Starts all work in this process; the returned function ends it after what is in hand. */
export async function startWorker(): Promise<() => Promise<void>> {
  await startJobs()
  await work(installedQueue, performInstalled)
  await work(refreshQueue, performRefresh)
  await work(importQueue, performImport)
  await work(sideImportQueue, performSideImport)
  await work(pointsQueue, performPoints)
  await work(bulkQueue, performBulk)
  await work(bulkWatchQueue, performBulkWatch)
  await work(importWatchQueue, performImportWatch)
  await work(ledgerSealQueue, performLedgerSeal)
  await work(ledgerVerifyQueue, performLedgerVerify)
  await work(nightlyCheckQueue, performNightlyChecks)
  await work(purgeQueue, performPurge)
  await work(prepareQueue, performPrepare)
  await work(resolveQueue, performResolve)
  await work(askAgainQueue, performAskAgain)
  await work(skipQueue, performSkip)
  await work(sendSliceQueue, performSlice)
  await work(recoveryQueue, performRecovery)
  await work(mailingUpkeepQueue, performMailingUpkeep)
  await work(evidenceQueue, performEvidence)
  await work(upkeepQueue, performUpkeep)
  await work(repliesUpkeepQueue, performRepliesUpkeep)
  await repeat(importWatchQueue, '* * * * *', {})
  await repeat(bulkWatchQueue, '* * * * *', {})
  await repeat(ledgerSealQueue, '40 0 * * *', {})
  await repeat(ledgerVerifyQueue, '20 3 * * *', {})
  await repeat(nightlyCheckQueue, '*/5 * * * *', {})
  await repeat(purgeQueue, '17 3 * * *', {})
  await repeat(recoveryQueue, '* * * * *', {})
  await repeat(askAgainQueue, '* * * * *', {})
  // What the first closes the second drops: in between whoever was writing has ended.
  await repeat(mailingUpkeepQueue, '11 2,4 * * *', {})
  await repeat(evidenceQueue, '* * * * *', {})
  await repeat(upkeepQueue, '41 2 * * *', {})
  await repeat(repliesUpkeepQueue, '51 2 * * *', {})
  const stopLoops = await startLoops([
    { name: 'inbox', pollMs: 2000, drain: drainInbox },
    { name: 'outbox', pollMs: 2000, drain: drainOutbox },
    { name: 'hits', pollMs: 200, drain: foldHits },
    { name: 'feedback', pollMs: 200, drain: foldFeedback },
    { name: 'feedback-failures', pollMs: 30_000, drain: retryFailures },
    { name: 'suspects', pollMs: 1000, drain: judgeWaiting },
    { name: 'opt-outs', pollMs: 5000, drain: lookAtFollowed },
    { name: 'totals', pollMs: 5000, drain: foldTotals },
    { name: 'scheduled-campaigns', pollMs: 2000, drain: startDue },
    { name: 'replies', pollMs: 5000, drain: () => drainReplies() },
  ])
  const stopReplies = await receiveReplies()
  log.info('worker works')
  return async () => {
    await Promise.all([stopReplies(), stopLoops()])
    await inboxIdle()
    await outboxIdle()
    await stopJobs()
  }
}

if (import.meta.main) {
  const stopDatabase = await prepare()
  onShutdown([
    { name: 'work', ms: 18_000, stop: await startWorker() },
    { name: 'database', ms: 4_000, stop: closeDatabase },
    { name: 'embedded database', ms: 3_000, stop: stopDatabase },
  ])
}
