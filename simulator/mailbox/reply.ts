// A reader's answer, brought to the app's mail server by SMTP as their own mail server would.
import { createTransport } from 'nodemailer'
import { decodeWords, normalAddress } from '../ses/address.ts'
import type { MailBody, StoredMail } from '../ses/mails.ts'
import { escapeHtml } from '../escape-html.ts'

export interface Reply {
  mail: StoredMail
  body: MailBody
  to: string
  text: string
  /** Said by a machine while its owner is away. */
  isAutomatic: boolean
}

/** Sends it, with what it answers quoted; returns what the server said, or why it could not be asked. */
export async function sendReply({ mail, body, to, text, isAutomatic }: Reply, port: number): Promise<string> {
  const from = normalAddress(mail.to[0] ?? '')
  const transport = createTransport({ host: '127.0.0.1', port, ignoreTLS: true, socketTimeout: 20_000 })
  const introduction = `On ${mail.acceptedAt}, ${decodeWords(mail.from)} wrote:`
  // A page in a page would give the answer its colours.
  const [, inner = body.html ?? ''] = /<body[^>]*>([\s\S]*)<\/body>/i.exec(body.html ?? '') ?? []
  const quoted = (body.text ?? '').split('\n').map((line) => `> ${line}`)
  try {
    const sent = await transport.sendMail({
      from,
      to: normalAddress(to),
      subject: `${isAutomatic ? 'Automatic reply' : 'Re'}: ${mail.subject}`,
      inReplyTo: `<${mail.messageId}@email.amazonses.com>`,
      text: [text, '', introduction, ...quoted].join('\n'),
      html: `<p>${escapeHtml(text)}</p><p>${escapeHtml(introduction)}</p><blockquote>${inner}</blockquote>`,
      headers: isAutomatic ? { 'Auto-Submitted': 'auto-replied', Precedence: 'bulk' } : {},
    })
    return sent.response
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return 'response' in error && typeof error.response === 'string' ? error.response : error.message
  } finally {
    transport.close()
  }
}
