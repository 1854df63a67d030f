// Where SNS posts to: what is not from a topic of ours is refused, and what could not be acted on comes again.
import { logFailure } from '../faults/failures.server.ts'
import { within } from '../faults/within.ts'
import { answer, type HttpHandler, readBody } from '../http/http.server.ts'
import { log } from '../log.server.ts'
import { counter } from '../metrics.server.ts'
import { confirmSubscription, type SnsMessage, verifySns } from './sns.server.ts'

/** SNS messages are 256 KB at most, and JSON may escape each character. */
const LARGEST = 2_097_152

/** SNS waits 15 s. What is acted on later all the same is known when it comes again. */
const ACT_WITHIN_MS = 12_000

const refusals = counter('glancito_sns_refused_total', 'SNS messages refused: forged, stale or of an unknown topic')

/**
 * A public address for a topic, whose subscription it confirms. SNS takes 2xx and 4xx as settled for good and tries again
 * after 5xx: so 403 is for what is not from our topics, 200 for all that is, whatever it says, and 503 for when `act` fails.
 */
export const snsEndpoint =
  (act: (notification: SnsMessage) => Promise<unknown>): HttpHandler =>
  async (request, response) => {
    const body = (await readBody(request, LARGEST)).toString('utf8')
    try {
      const verified = await verifySns(body)
      if ('refused' in verified) {
        refusals()
        log.warn({ reason: verified.refused }, 'SNS message refused')
        return answer(response, 403, 'refused\n')
      }
      await within(ACT_WITHIN_MS, verified.type === 'Notification' ? act(verified) : subscribe(verified))
      answer(response, 200, 'ok\n')
    } catch (error) {
      logFailure(error, 'SNS message not acted on, to be sent again')
      answer(response, 503, 'try again\n')
    }
  }

async function subscribe(message: SnsMessage): Promise<void> {
  const { type, topicArn } = message
  if (type === 'SubscriptionConfirmation') await confirmSubscription(message)
  log.info({ type, topicArn }, 'SNS subscription')
}
