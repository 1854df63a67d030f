import { purgeInbox } from './inbox.server.ts'
import { deleteOrphanedRows } from './uninstall.server.ts'

export async function performPurge(): Promise<void> {
  await purgeInbox()
  await deleteOrphanedRows()
}
