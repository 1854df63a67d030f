import { startSync } from './import/import.server.ts'

export const performInstalled = ({ tenantId }: { tenantId: number }): Promise<void> => startSync(tenantId)
