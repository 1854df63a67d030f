import { requestNightlyChecks } from './reconcile.server.ts'

export const performNightlyChecks = (): Promise<void> => requestNightlyChecks()
