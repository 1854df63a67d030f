// A mail that SES has received for us, as it publishes it: the whole mail, up to 150 KB, in the notification.
// https://docs.aws.amazon.com/ses/latest/dg/receiving-email-notifications-contents.html
import { z } from 'zod'
import { parseJson } from '#app/platform/text/json.ts'

export type ReceivedMail = {
  recipients: string[]
  returnPath: string
  raw: Buffer
}

const schema = z.object({
  notificationType: z.literal('Received'),
  receipt: z.object({
    recipients: z.array(z.string()),
    virusVerdict: z.object({ status: z.string() }).optional(),
    action: z.object({ encoding: z.string().optional() }),
  }),
  mail: z.object({ source: z.string().nullish() }),
  content: z.string(),
})

/** Reads what SES has received; null of what is no mail, or one with a virus in it. */
export function readReceived(message: string): ReceivedMail | null {
  const parsed = schema.safeParse(parseJson(message))
  if (!parsed.success) return null
  const { receipt, mail, content } = parsed.data
  if (receipt.virusVerdict?.status === 'FAIL') return null
  const isBase64 = receipt.action.encoding?.toUpperCase() === 'BASE64'
  return {
    recipients: receipt.recipients,
    returnPath: (mail.source ?? '').replaceAll(/[<>\s]/g, ''),
    raw: Buffer.from(content, isBase64 ? 'base64' : 'utf8'),
  }
}
