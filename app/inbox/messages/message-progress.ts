// What became so far of the messages tried again: all that their page looks up while it waits for them.
import type { MessageRow } from './message-words.ts'

export type MessageProgress = Pick<MessageRow, 'webhookId' | 'state' | 'attempts' | 'error' | 'fault'>

export const isTryingAgain = (messages: MessageProgress[]): boolean => messages.some(({ state }) => state === 'waiting')

/** The listed messages as they stand by now. */
export function withProgress(messages: MessageRow[], progress: MessageProgress[]): MessageRow[] {
  const latest = new Map(
    progress.map(({ webhookId, state, attempts, error, fault }) => [webhookId, { state, attempts, error, fault }]),
  )
  return messages.map((message) => ({ ...message, ...latest.get(message.webhookId) }))
}
