// From the shapes of the API to a message.
import { refuse, type Refusal } from './refusal.ts'
import type {
  AttachmentRequest,
  DestinationRequest,
  MailAttachment,
  MailHeader,
  OutgoingMail,
  SendBulkEmailRequest,
  SendEmailRequest,
} from './shapes.ts'
import { isRefusal } from './refusal.ts'
import { fillTemplate } from './template.ts'

type NamedValue = { Name: string; Value: string }

export function toMail(request: SendEmailRequest): OutgoingMail | Refusal {
  const { Simple: simple, Template: template } = request.Content
  const unsupported = findUnsupported(request)
  if (unsupported) return unsupported
  const base = {
    ...senderOf(request),
    ...destinationOf(request.Destination),
    tags: tagsOf(request.EmailTags ?? []),
    operation: 'SendEmail' as const,
  }
  if (simple) {
    const body = {
      attachments: (simple.Attachments ?? []).map(toAttachment),
      subject: simple.Subject.Data,
      html: simple.Body.Html?.Data ?? null,
      text: simple.Body.Text?.Data ?? null,
    }
    return nonAscii(simple) ?? { ...base, ...body, headers: headersOf(simple.Headers ?? []), renderingFailure: null }
  }
  if (!template) return refuse('BadRequestException', 'Content must have Simple, Template or Raw.')
  const filled = fillTemplate(template, undefined)
  return isRefusal(filled)
    ? filled
    : { ...base, ...filled, attachments: [], headers: headersOf(template.Headers ?? []) }
}

const toAttachment = ({
  FileName,
  ContentType,
  ContentDisposition,
  RawContent,
}: AttachmentRequest): MailAttachment => ({
  name: FileName,
  type: ContentType ?? 'application/octet-stream',
  bytes: Buffer.byteLength(RawContent, 'base64'),
  isInline: ContentDisposition === 'INLINE',
})

/** One message or refusal an entry, or the refusal of the whole call. */
export function toBulkMails(request: SendBulkEmailRequest): (OutgoingMail | Refusal)[] | Refusal {
  const { Template: template } = request.DefaultContent
  if (!template) return refuse('BadRequestException', 'DefaultContent must have a Template.')
  if (request.BulkEmailEntries.length > 50)
    return refuse('BadRequestException', 'BulkEmailEntries must not be over 50.')
  return request.BulkEmailEntries.map((entry) => {
    const filled = fillTemplate(template, entry.ReplacementEmailContent?.ReplacementTemplate?.ReplacementTemplateData)
    if (isRefusal(filled)) return filled
    const replaced = new Set((entry.ReplacementHeaders ?? []).map(({ Name }) => Name.toLowerCase()))
    const kept = (template.Headers ?? []).filter(({ Name }) => !replaced.has(Name.toLowerCase()))
    return {
      ...senderOf(request),
      ...destinationOf(entry.Destination),
      ...filled,
      tags: { ...tagsOf(request.DefaultEmailTags ?? []), ...tagsOf(entry.ReplacementTags ?? []) },
      headers: headersOf([...kept, ...(entry.ReplacementHeaders ?? [])]),
      attachments: [],
      operation: 'SendBulkEmail' as const,
    }
  })
}

/** What real SES would do and the simulator does not: said, never ignored. */
function findUnsupported(request: SendEmailRequest): Refusal | null {
  const { Template: template, Raw: raw } = request.Content
  const asked = [
    ...(raw === undefined ? [] : ['Content.Raw']),
    ...(template?.Attachments?.length ? ['Attachments of a template'] : []),
    ...(request.ListManagementOptions === undefined ? [] : ['ListManagementOptions']),
    ...(request.TenantName === undefined ? [] : ['TenantName']),
  ]
  return asked.length > 0
    ? refuse('BadRequestException', `The simulator does not implement ${asked.join(', ')}.`)
    : null
}

/** Without a charset SES reads a part as 7-bit ASCII. */
function nonAscii(simple: NonNullable<SendEmailRequest['Content']['Simple']>): Refusal | null {
  const parts = { Subject: simple.Subject, 'Body.Html': simple.Body.Html, 'Body.Text': simple.Body.Text }
  for (const [name, part] of Object.entries(parts)) {
    if (part && !part.Charset && /[^\0-\x7f]/.test(part.Data)) {
      return refuse('BadRequestException', `${name} has characters that are not ASCII, but no Charset.`)
    }
  }
  return null
}

function senderOf(request: Pick<SendEmailRequest, 'FromEmailAddress' | 'ReplyToAddresses' | 'ConfigurationSetName'>) {
  return {
    from: request.FromEmailAddress ?? '',
    replyTo: request.ReplyToAddresses ?? [],
    configurationSet: request.ConfigurationSetName ?? null,
  }
}

function destinationOf(destination: DestinationRequest | undefined): Pick<OutgoingMail, 'to' | 'cc' | 'bcc'> {
  return {
    to: destination?.ToAddresses ?? [],
    cc: destination?.CcAddresses ?? [],
    bcc: destination?.BccAddresses ?? [],
  }
}

function tagsOf(tags: NamedValue[]): Record<string, string> {
  return Object.fromEntries(tags.map(({ Name, Value }) => [Name, Value]))
}

function headersOf(headers: NamedValue[]): MailHeader[] {
  return headers.map(({ Name, Value }) => ({ name: Name, value: Value }))
}
