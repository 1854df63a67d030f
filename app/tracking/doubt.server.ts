import { clock } from '#app/platform/clock.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import type { HttpRequest } from '#app/platform/http/http.server.ts'
import { isSuspect } from './judge/suspects.ts'
import type { MailedRecipient } from './links.server.ts'
import { findOpenMailings, findReceipts, receiptKey } from './receipts.server.ts'
import { isMachine } from './request.ts'

/**
 * Whether following the link of an e-mail may be a scanner's doing: by what the request says, or as an open of it would wait
 * to be judged (a minute after delivery, behind a gateway). What would act for a person shows it a button instead.
 */
export async function isDoubtful(request: HttpRequest, to: MailedRecipient): Promise<boolean> {
  if (isMachine('unsubscribe', request)) return true
  const receipts = await findReceipts(db(), [to], await findOpenMailings(db(), [to]))
  const context = receipts.get(receiptKey(to))
  const followed = { at: clock.now().getTime(), linkNo: 0, verdict: 'human' } as const
  return context !== undefined && isSuspect(followed, context, { recipients: 1 }) !== null
}
