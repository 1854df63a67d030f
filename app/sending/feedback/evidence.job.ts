import { confirmDelivery } from '../recipients.server.ts'
import { findEvidence } from './evidence.server.ts'

/** A mail that was opened or clicked was sent, whatever became of SES's answer. */
export async function performEvidence(): Promise<void> {
  for (const recipient of await findEvidence()) await confirmDelivery({ ...recipient, messageId: null })
}
