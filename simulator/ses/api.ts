// The SES v2 REST API, as far as a sender of campaigns uses it:
// https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_Operations.html
import { z } from 'zod'
import type { SimulatorContext } from '../context.ts'
import { hangUp, json, route, type Handler, type Route, type SimRequest, type SimResponse } from '../http.ts'
import { identityRoutes } from './identities.ts'
import type { ApiRoute } from './operation.ts'
import { isRefusal, refuse, type Refusal, type RefusalType } from './refusal.ts'
import { findRefusal } from './rules.ts'
import { sesOf, type Ses } from './ses.ts'
import { sendBulkEmailRequest, sendEmailRequest, type OutgoingMail } from './shapes.ts'
import { checkSignature } from './sigv4.ts'
import { suppressionRoutes } from './suppression.ts'
import { toBulkMails, toMail } from './to-mail.ts'

export function sesApiRoutes(sim: SimulatorContext): Route[] {
  const ses = sesOf(sim)
  const api: ApiRoute = (method, pattern, operation) =>
    route(
      method,
      pattern,
      guarded(ses, async (request) => toResponse(await operation(request))),
    )
  return [
    route(
      'POST',
      '/v2/email/outbound-emails',
      guarded(ses, (request) => sendEmail(ses, request)),
    ),
    api('POST', '/v2/email/outbound-bulk-emails', (request) => sendBulkEmail(ses, request)),
    api('GET', '/v2/email/account', () => getAccount(ses)),
    ...identityRoutes(ses, api),
    ...suppressionRoutes(ses, api),
  ]
}

function guarded(ses: Ses, handler: Handler): Handler {
  return async (request) => {
    const refusal = unsigned(ses, request)
    if (refusal) return toResponse(refusal)
    if (ses.faults.slowMs > 0) await new Promise((resolve) => setTimeout(resolve, ses.faults.slowMs))
    if (ses.faults.down) return json({ message: 'Service Unavailable' }, 503)
    try {
      return await handler(request)
    } catch (error) {
      if (error instanceof z.ZodError) return toResponse(refuse('BadRequestException', z.prettifyError(error)))
      throw error
    }
  }
}

function unsigned({ sim }: Ses, request: SimRequest): Refusal | null {
  const { awsRegion: region, awsAccessKeyId: accessKeyId, awsSecretAccessKey: secretAccessKey } = sim.settings
  const headers = Object.fromEntries(Object.keys(request.headers).map((name) => [name, request.header(name)]))
  const { method, query, body } = request
  const signed = { method, path: request.url.pathname, query, headers, body }
  return checkSignature(signed, { region, accessKeyId, secretAccessKey }, sim.clock.isSet() ? null : new Date())
}

function toResponse(value: object): SimResponse {
  if (!isRefusal(value)) return json(value)
  return json({ message: value.message }, value.status, { 'x-amzn-errortype': value.type })
}

async function sendEmail(ses: Ses, request: SimRequest): Promise<SimResponse> {
  const { faults } = ses
  if (takeOne(faults, 'dropNext')) return hangUp()
  if (faults.refuseNext.count > 0) {
    faults.refuseNext.count -= 1
    const { status, type, message } = faults.refuseNext
    return json({ message }, status, { 'x-amzn-errortype': type })
  }
  const mail = toMail(sendEmailRequest.parse(request.json()))
  if (isRefusal(mail)) return toResponse(mail)
  const refusal = refused(ses, mail)
  if (refusal) return toResponse(refusal)
  const MessageId = await ses.accept(mail)
  if (takeOne(faults, 'acceptThenDrop')) return hangUp()
  if (takeOne(faults, 'acceptThenFail')) return toResponse(refuse('InternalServiceErrorException', 'Internal failure.'))
  return json({ MessageId })
}

async function sendBulkEmail(ses: Ses, request: SimRequest): Promise<object> {
  const mails = toBulkMails(sendBulkEmailRequest.parse(request.json()))
  if (isRefusal(mails)) return mails
  const BulkEmailEntryResults = await Promise.all(
    mails.map(async (mail) => {
      if (isRefusal(mail)) return { Status: bulkStatus(mail), Error: mail.message }
      const refusal = refused(ses, mail)
      if (refusal) return { Status: bulkStatus(refusal), Error: refusal.message }
      return { Status: 'SUCCESS', MessageId: await ses.accept(mail) }
    }),
  )
  return { BulkEmailEntryResults }
}

function refused({ account, quota, sim }: Ses, mail: OutgoingMail): Refusal | null {
  const recipients = mail.to.length + mail.cc.length + mail.bcc.length
  return findRefusal(mail, account.rules(sim.settings.awsRegion)) ?? quota.take(recipients, sim.clock.now())
}

const BULK_STATUS: Partial<Record<RefusalType, string>> = {
  MessageRejected: 'MESSAGE_REJECTED',
  NotFoundException: 'CONFIGURATION_SET_NOT_FOUND',
  SendingPausedException: 'ACCOUNT_SENDING_PAUSED',
  ThrottlingException: 'ACCOUNT_THROTTLED',
  TooManyRequestsException: 'ACCOUNT_THROTTLED',
}

function bulkStatus({ type, message }: Refusal): string {
  if (message.startsWith('Daily message quota')) return 'ACCOUNT_DAILY_QUOTA_EXCEEDED'
  return BULK_STATUS[type] ?? 'INVALID_PARAMETER'
}

function takeOne(counts: Ses['faults'], name: 'dropNext' | 'acceptThenDrop' | 'acceptThenFail'): boolean {
  if (counts[name] === 0) return false
  counts[name] -= 1
  return true
}

function getAccount({ account, quota, sim }: Ses): object {
  const { max24HourSend, maxSendRate, sendingEnabled, productionAccess, enforcementStatus, suppressedReasons } =
    account.settings
  return {
    SendQuota: {
      Max24HourSend: max24HourSend,
      MaxSendRate: maxSendRate,
      SentLast24Hours: quota.sentLast24Hours(sim.clock.now()),
    },
    SendingEnabled: sendingEnabled,
    ProductionAccessEnabled: productionAccess,
    EnforcementStatus: enforcementStatus,
    SuppressionAttributes: { SuppressedReasons: suppressedReasons },
    DedicatedIpAutoWarmupEnabled: false,
  }
}
