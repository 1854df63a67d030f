// The control API of the mail rooms: what a test or a person arranges. Listed in simulator/README.md.
import { z } from 'zod'
import type { SimulatorContext } from '../context.ts'
import { HttpError, json, route, type Route, type SimRequest } from '../http.ts'
import { accountSettings } from './account.ts'
import { BEHAVIOURS, type EventDetail } from './behaviour.ts'
import { faults } from './faults.ts'
import { mailJson, readerJson, withoutRow } from './mail-json.ts'
import { sesOf, type Ses } from './ses.ts'
import { allRecipients } from './shapes.ts'
import { snsSettings } from './sns-settings.ts'

const sesPatch = z.strictObject({ ...accountSettings.partial().shape, ...faults.partial().shape })
const mailbox = z.object({ address: z.string().min(3), behaviour: z.enum(BEHAVIOURS) })
const accountKeys = new Set(Object.keys(accountSettings.shape))

export function mailControlRoutes(sim: SimulatorContext): Route[] {
  const ses = sesOf(sim)
  return [...accountControl(ses), ...snsControl(ses), ...mailboxControl(ses), ...mailControl(ses)]
}

function accountControl(ses: Ses): Route[] {
  const show = () => json({ ...ses.account.settings, ...ses.faults })
  return [
    route('GET', '/_control/ses', show),
    route('POST', '/_control/ses', (request) => {
      const patch = Object.entries(sesPatch.parse(request.json()))
      const isAccount = ([key]: [string, unknown]) => accountKeys.has(key)
      const account = Object.fromEntries(patch.filter(isAccount))
      if (Object.keys(account).length > 0) ses.account.change(account)
      Object.assign(ses.faults, Object.fromEntries(patch.filter((entry) => !isAccount(entry))))
      return show()
    }),
    route('GET', '/_control/suppression', () => json({ suppressed: ses.recipients.listSuppressed('', 1000) })),
  ]
}

function snsControl(ses: Ses): Route[] {
  const { sns, events } = ses
  const show = () =>
    json({
      ...sns.settings,
      subscriptions: sns.subscriptions
        .list()
        .map(({ arn, topic_arn: topicArn, endpoint, state }) => ({ arn, topicArn, endpoint, state })),
      waiting: events.waiting() + sns.deliveries.unfinished(),
      deliveries: sns.deliveries.latest(50),
    })
  return [
    route('GET', '/_control/sns', show),
    route('POST', '/_control/sns', (request) => {
      sns.change(snsSettings.partial().strict().parse(request.json()))
      return show()
    }),
    route('POST', '/_control/sns/flush', async () => json({ waiting: await ses.flush() })),
  ]
}

function mailboxControl({ recipients }: Ses): Route[] {
  const show = () => json({ mailboxes: recipients.listArranged() })
  return [
    route('GET', '/_control/mailboxes', show),
    route('POST', '/_control/mailboxes', (request) => {
      const body = z.union([mailbox.transform((one) => [one]), z.array(mailbox)]).parse(request.json())
      for (const { address, behaviour } of body) recipients.arrange(address, behaviour)
      return show()
    }),
    route('DELETE', '/_control/mailboxes/:address', (request) => {
      if (!recipients.release(request.param('address'))) throw new HttpError(404, 'nothing arranged for this address')
      return show()
    }),
  ]
}

function mailControl(ses: Ses): Route[] {
  const { mails, events } = ses
  const found = (request: SimRequest) => {
    const mail = mails.find(request.param('id'))
    if (!mail) throw new HttpError(404, 'no mail with this message id')
    return mail
  }
  return [
    route('GET', '/_control/mails', ({ query }) => {
      const limit = Math.min(Math.max(Number(query.get('limit') ?? 50) || 50, 1), 1000)
      const before = Number(query.get('before')) || undefined
      const page = mails.list({ to: query.get('to') ?? '', before, limit })
      const next = page.length === limit ? page.at(-1)?.id : undefined
      return json({ total: mails.count(), mails: page.map(withoutRow), next })
    }),
    route('GET', '/_control/mails/:id', (request) => {
      const mail = found(request)
      return json(mailJson(mail, mails.body(mail.id), events.ofMail(mail.id)))
    }),
    route('GET', '/_control/mails/:id/references', (request) => {
      const mail = found(request)
      return json(readerJson(mails.body(mail.id), events.ofMail(mail.id)))
    }),
    route('POST', '/_control/mails/:id/:event', async (request) => {
      const mail = found(request)
      const detail = eventOf(request.param('event'), allRecipients(mail), request.json())
      await ses.happen(mail.id, detail)
      return json({ messageId: mail.messageId, happens: detail })
    }),
  ]
}

const details = z.object({
  recipients: z.array(z.string()).optional(),
  type: z.enum(['Permanent', 'Transient', 'Undetermined']).default('Permanent'),
  subType: z.string().optional(),
  feedbackType: z.enum(['abuse', 'auth-failure', 'fraud', 'not-spam', 'other', 'virus']).nullable().default('abuse'),
  delayType: z.string().default('TransientCommunicationFailure'),
  reason: z.string().default('Bad content'),
})

/** The event of `POST /_control/mails/:id/{send,delivery,bounce,complaint,delay,reject,rendering-failure}`. */
function eventOf(name: string, everyone: string[], body: unknown): EventDetail {
  const { recipients = everyone, type, subType, feedbackType, delayType, reason } = details.parse(body)
  switch (name) {
    case 'send':
      return { kind: 'Send' }
    case 'delivery':
      return { kind: 'Delivery', recipients, processingMs: 500 }
    case 'bounce':
      return {
        kind: 'Bounce',
        recipients,
        bounceType: type,
        bounceSubType: subType ?? (type === 'Undetermined' ? type : 'General'),
      }
    case 'complaint':
      return { kind: 'Complaint', recipients, feedbackType, subType: subType ?? null }
    case 'delay':
      return { kind: 'DeliveryDelay', recipients, delayType }
    case 'reject':
      return { kind: 'Reject', reason }
    case 'rendering-failure':
      return { kind: 'Rendering Failure', message: reason }
    default:
      throw new HttpError(404, `no event ${name}`)
  }
}
