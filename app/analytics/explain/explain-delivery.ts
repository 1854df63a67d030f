// What became of the e-mail itself: with Amazon SES, with the provider of the mailbox, and with its reader.
import { bounceWords, serverWords } from '#app/members/bounces/bounce-words.ts'
import { isNotTried } from '#app/members/bounces/not-tried.ts'
import { troubleOf, troubleWords } from '#app/platform/ses/ses-words.ts'
import { EVENT_LABELS, type EventName } from '#app/tracking/events.ts'
import { type CaseFile, type Happened, type Line, moment } from './explain-case.ts'

export function handoverLines({ recipient, campaign, events }: CaseFile): Line[] {
  if (!recipient) return []
  const error = recipient.error ? answerLines(recipient.error, campaign.sender ?? '') : []
  switch (recipient.state) {
    case 'skipped':
      return []
    case 'queued':
      if (campaign.status === 'paused') return [['It waits, for the campaign is paused.'], ...error]
      return [
        recipient.notBefore
          ? ['It is tried again from ', moment(recipient.notBefore), '.']
          : ['It waits for its turn.'],
        ...error,
      ]
    case 'sending':
      return [['It is on its way right now.']]
    case 'failed':
      return [['It was refused.'], ...error]
    case 'unconfirmed':
      return [['No clear answer came, so it may or may not have been sent. It is never sent twice.'], ...error]
    case 'sent': {
      const at = events.sent?.at ?? recipient.settledAt
      const taken: Line[] = at ? [['Taken on ', moment(at), '.']] : []
      return recipient.messageId ? [...taken, ['Its number there: ', { code: recipient.messageId }]] : taken
    }
  }
}

/** What SES said, first in words; of an answer that never came, such as a lost connection, there is nothing to explain. */
function answerLines(error: string, sender: string): Line[] {
  const trouble = troubleOf({ name: '', reason: error }, sender)
  if (trouble === 'other') return [['Its answer: ', { code: error }]]
  const { says, todo } = troubleWords(trouble, sender)
  return [[`${says} ${todo}`], ['Its answer: ', { code: error }]]
}

export function providerLines(file: CaseFile): Line[] {
  const { events, recipient } = file
  if (recipient?.state !== 'sent') return []
  const lines: { at: Date; line: Line }[] = []
  const tell = (event: Happened | undefined, words: string) => {
    if (event) lines.push({ at: event.at, line: [`${words} `, moment(event.at), '.'] })
  }
  tell(events.delivered, 'Accepted on')
  tell(events.delayed, 'Could not be delivered at once; tried again from')
  tell(
    events.rejected,
    'Amazon SES took it and then refused it itself, for a virus or because it could not be built, on',
  )
  if (bouncesOf(file).length === 0) {
    tell(events.suppressed, 'Not tried, for the address is on the suppression list of Amazon SES:')
    tell(events.hardBounced, 'Refused for good on')
    tell(events.softBounced, 'Not taken for the time being on')
  }
  const told = lines.toSorted((a, b) => a.at.getTime() - b.at.getTime()).map(({ line }) => line)
  return [
    ...told,
    ...bouncesOf(file).flatMap(bounceLines),
    ...(told.length + bouncesOf(file).length === 0 ? SILENCE : []),
  ]
}

const SILENCE: Line[] = [['Nothing has been heard of it yet.']]

/** What bounced of this very mailing. */
export function bouncesOf({ bounces, recipient }: CaseFile) {
  return bounces.filter(({ mailingId, kind }) => mailingId === recipient?.mailingId && kind !== 'complaint')
}

function bounceLines(bounce: CaseFile['bounces'][number]): Line[] {
  const said = serverWords(bounce.diagnostic)
  const tried = bounce.kind === 'hard' ? 'Refused for good on ' : 'Not taken for the time being on '
  const how = isNotTried(bounce) ? 'Not tried on ' : tried
  return [
    [how, moment(bounce.occurredAt), ': ', bounceWords(bounce)],
    ...(said ? [['The mail server wrote: ', { code: said }] as Line] : []),
  ]
}

const READ: EventName[] = ['opened', 'clicked', 'unsubscribed', 'resubscribed', 'complained']

export function readerLines({ events, recipient, campaign }: CaseFile): Line[] {
  if (recipient?.state !== 'sent') return []
  const lines = READ.flatMap((name): Line[] => {
    const event = events[name]
    if (!event || event.hits === 0) return []
    const times = event.hits > 1 ? `, ${event.hits} times in all` : ''
    return [[`${EVENT_LABELS[name]} on `, moment(event.at), `${times}.`]]
  })
  if (lines.length > 0) return lines
  const byMachine = (events.opened?.machineHits ?? 0) + (events.clicked?.machineHits ?? 0) > 0
  if (byMachine) return [['Only a mail program or scanner has loaded it, which does not count as a person.']]
  if (!campaign.trackOpens) return [['This campaign does not track opens.']]
  return [['Neither is known. Many mail programs hide it, so that alone does not mean that it was not read.']]
}
