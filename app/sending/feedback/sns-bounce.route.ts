import { snsEndpoint } from '#app/platform/ses/sns-endpoint.server.ts'
import { keepNotification } from './box.server.ts'

/** Where SES reports what became of our mail; put into effect within a second, by the worker. */
export const snsBounce = snsEndpoint(keepNotification)
