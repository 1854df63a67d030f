import { snsEndpoint } from '#app/platform/ses/sns-endpoint.server.ts'
import { confirmDelivery } from '../recipients.server.ts'
import { recordFeedback } from './ses-feedback.server.ts'

/** Where SES reports what became of our mail. */
export const snsBounce = snsEndpoint((message) => recordFeedback(message, confirmDelivery))
