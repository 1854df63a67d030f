import { log } from '#app/platform/log.server.ts'
import { forgetReplies } from './forwarding.server.ts'

export async function performRepliesUpkeep(): Promise<void> {
  log.info({ replies: await forgetReplies() }, 'replies forgotten')
}
