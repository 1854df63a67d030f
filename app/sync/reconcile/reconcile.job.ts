import { requestNightlyChecks } from './reconcile.server.ts'

export const performNight = (): Promise<void> => requestNightlyChecks()
