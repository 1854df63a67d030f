import { createHash, randomUUID } from 'node:crypto'

/** As SES writes them: the time in milliseconds, a random part, six zeros. */
export function messageId(at: Date): string {
  return `0100${hexTime(at)}-${randomUUID()}-000000`
}

/** The same event always carries the same feedback id, through whichever form and however often it is told. */
export function feedbackId(happenedAt: string, eventId: number): string {
  const hex = createHash('sha256').update(`${happenedAt} ${eventId}`).digest('hex')
  const parts = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)]
  return `0100${hexTime(new Date(happenedAt))}-${parts.join('-')}-000000`
}

function hexTime(at: Date): string {
  return at.getTime().toString(16).padStart(12, '0')
}
