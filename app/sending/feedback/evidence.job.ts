import { confirmDeliveries } from '../confirm.server.ts'
import { findEvidence } from './evidence.server.ts'

/** A mail that was opened or clicked was sent, whatever became of SES's answer. */
export async function performEvidence(): Promise<void> {
  const evidence = await findEvidence()
  await confirmDeliveries(evidence.map((recipient) => ({ ...recipient, messageId: null })))
}
