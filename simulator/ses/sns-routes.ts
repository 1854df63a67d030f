// The part of SNS that a subscriber calls: the signing certificate, ConfirmSubscription, Unsubscribe.
// https://docs.aws.amazon.com/sns/latest/api/API_ConfirmSubscription.html
import { randomUUID } from 'node:crypto'
import type { SimulatorContext } from '../context.ts'
import { route, text, type Handler, type Route, type SimResponse } from '../http.ts'
import { sesOf, type Ses } from './ses.ts'

const SNS_HOST = /^sns\./

export function snsRoutes(sim: SimulatorContext): Route[] {
  const ses = sesOf(sim)
  const act: Handler = (request) => {
    const parameters = new URLSearchParams([...request.query, ...(request.method === 'POST' ? request.form() : [])])
    return action(ses, parameters)
  }
  return [
    route('GET', '/SimpleNotificationService-:id.pem', async (request) => {
      const { path, certificatePem } = await ses.sns.certificate()
      const asked = `/SimpleNotificationService-${request.param('id')}.pem`
      return asked === path ? text(certificatePem, 200, 'application/x-pem-file') : text('No such certificate.', 404)
    }),
    route('GET', '/', act, SNS_HOST),
    route('POST', '/', act, SNS_HOST),
  ]
}

function action({ sns }: Ses, parameters: URLSearchParams): SimResponse {
  const name = parameters.get('Action') ?? ''
  if (name === 'ConfirmSubscription') {
    const confirmed = sns.subscriptions.confirm(parameters.get('TopicArn') ?? '', parameters.get('Token') ?? '')
    if (!confirmed) return failure('InvalidParameter', 'Invalid parameter: Token')
    return success(name, `<SubscriptionArn>${confirmed.arn}</SubscriptionArn>`)
  }
  if (name === 'Unsubscribe') {
    return sns.unsubscribe(parameters.get('SubscriptionArn') ?? '')
      ? success(name, '')
      : failure('InvalidParameter', 'Invalid parameter: SubscriptionArn')
  }
  return failure('InvalidAction', 'The simulator knows ConfirmSubscription and Unsubscribe.')
}

function success(name: string, result: string): SimResponse {
  const inner = `<${name}Result>${result}</${name}Result><ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata>`
  return text(
    `<${name}Response xmlns="http://sns.amazonaws.com/doc/2010-03-31/">${inner}</${name}Response>`,
    200,
    'text/xml',
  )
}

function failure(code: string, message: string): SimResponse {
  const inner = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>${randomUUID()}</RequestId>`
  return text(
    `<ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">${inner}</ErrorResponse>`,
    400,
    'text/xml',
  )
}
