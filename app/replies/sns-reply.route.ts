import { snsEndpoint } from '#app/platform/ses/sns-endpoint.server.ts'
import { readReplyAddress } from '#app/tracking/reply-address.server.ts'
import { acceptReply } from './replies.server.ts'
import { readReceived } from './ses-received.ts'

/** Where SES publishes the mail that it receives at the reply domain. A mail to several of our addresses is a reply to each. */
export const snsReply = snsEndpoint(async ({ message }) => {
  const received = readReceived(message)
  for (const address of received?.recipients ?? []) {
    const recipient = readReplyAddress(address)
    if (received && recipient) await acceptReply({ ...received, recipient })
  }
})
