import { purgeInbox } from './inbox.server.ts'
import { forgetStrays } from './uninstall.server.ts'

export async function performPurge(): Promise<void> {
  await purgeInbox()
  await forgetStrays()
}
