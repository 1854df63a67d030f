// The requests of the SES v2 API that the simulator understands, as the AWS SDK puts them on the wire:
// https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
import { z } from 'zod'

const charsetText = z.object({ Data: z.string(), Charset: z.string().optional() })
const header = z.object({ Name: z.string(), Value: z.string() })
const tag = z.object({ Name: z.string(), Value: z.string() })
const attachment = z.object({
  FileName: z.string(),
  ContentType: z.string().optional(),
  ContentDisposition: z.enum(['ATTACHMENT', 'INLINE']).optional(),
  ContentId: z.string().optional(),
  RawContent: z.base64(),
})
const addresses = z.array(z.string()).optional()

const destination = z.object({ ToAddresses: addresses, CcAddresses: addresses, BccAddresses: addresses })

const simple = z.object({
  Subject: charsetText,
  Body: z.object({ Text: charsetText.optional(), Html: charsetText.optional() }),
  Headers: z.array(header).optional(),
  Attachments: z.array(attachment).optional(),
})

const template = z.object({
  TemplateName: z.string().optional(),
  TemplateArn: z.string().optional(),
  TemplateContent: z
    .object({ Subject: z.string().optional(), Text: z.string().optional(), Html: z.string().optional() })
    .optional(),
  TemplateData: z.string().optional(),
  Headers: z.array(header).optional(),
  Attachments: z.array(z.unknown()).optional(),
})

const sender = {
  FromEmailAddress: z.string().optional(),
  ReplyToAddresses: addresses,
  FeedbackForwardingEmailAddress: z.string().optional(),
  ConfigurationSetName: z.string().optional(),
  ListManagementOptions: z.unknown().optional(),
  TenantName: z.string().optional(),
}

export const sendEmailRequest = z.object({
  ...sender,
  Destination: destination.optional(),
  EmailTags: z.array(tag).optional(),
  Content: z.object({ Simple: simple.optional(), Template: template.optional(), Raw: z.unknown().optional() }),
})

export const sendBulkEmailRequest = z.object({
  ...sender,
  DefaultEmailTags: z.array(tag).optional(),
  DefaultContent: z.object({ Template: template.optional() }),
  BulkEmailEntries: z.array(
    z.object({
      Destination: destination.optional(),
      ReplacementTags: z.array(tag).optional(),
      ReplacementHeaders: z.array(header).optional(),
      ReplacementEmailContent: z
        .object({ ReplacementTemplate: z.object({ ReplacementTemplateData: z.string().optional() }).optional() })
        .optional(),
    }),
  ),
})

export type SendEmailRequest = z.infer<typeof sendEmailRequest>
export type SendBulkEmailRequest = z.infer<typeof sendBulkEmailRequest>
export type TemplateRequest = z.infer<typeof template>
export type DestinationRequest = z.infer<typeof destination>
export type AttachmentRequest = z.infer<typeof attachment>

export interface MailHeader {
  name: string
  value: string
}

/** What came with a message; its bytes are counted and not kept. */
export interface MailAttachment {
  name: string
  type: string
  bytes: number
  isInline: boolean
}

/** A message as SES has accepted it. */
export interface OutgoingMail {
  from: string
  to: string[]
  cc: string[]
  bcc: string[]
  replyTo: string[]
  subject: string
  html: string | null
  text: string | null
  headers: MailHeader[]
  attachments: MailAttachment[]
  tags: Record<string, string>
  configurationSet: string | null
  operation: 'SendEmail' | 'SendBulkEmail'
  /** Why the template could not be filled: SES accepts the message, and only an event tells. */
  renderingFailure: string | null
}

export function allRecipients(mail: Pick<OutgoingMail, 'to' | 'cc' | 'bcc'>): string[] {
  return [...mail.to, ...mail.cc, ...mail.bcc]
}
