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
      if (campaign.status === 'paused') return [['It’s waiting because the campaign is paused.'], ...error]
      return [
        recipient.notBefore
          ? ['It will be retried from ', moment(recipient.notBefore), '.']
          : ['It’s waiting for its turn.'],
        ...error,
      ]
    case 'sending':
      return [['It’s on its way right now.']]
    case 'failed':
      return [['It was rejected.'], ...error]
    case 'unconfirmed':
      return [['There was no clear answer, so it may or may not have been sent. It’s never sent twice.'], ...error]
    case 'sent': {
      const at = events.sent?.at ?? recipient.settledAt
      const taken: Line[] = at ? [['Accepted on ', moment(at), '.']] : []
      return recipient.messageId ? [...taken, ['Message ID: ', { code: recipient.messageId }]] : taken
    }
  }
}

/** What SES said, first in words; of an answer that never came, such as a lost connection, there is nothing to explain. */
function answerLines(error: string, sender: string): Line[] {
  const trouble = troubleOf({ name: '', reason: error }, sender)
  if (trouble === 'other') return [['Response: ', { code: error }]]
  const { says, todo } = troubleWords(trouble, sender)
  return [[`${says} ${todo}`], ['Response: ', { code: error }]]
}

export function providerLines(file: CaseFile): Line[] {
  const { events, recipient } = file
  if (recipient?.state !== 'sent') return []
  const lines: { at: Date; line: Line }[] = []
  const tell = (event: Happened | undefined, words: string) => {
    if (event) lines.push({ at: event.at, line: [`${words} `, moment(event.at), '.'] })
  }
  tell(events.delivered, 'Accepted on')
  tell(events.delayed, 'Couldn’t be delivered right away; retried from')
  tell(
    events.rejected,
    'Amazon SES accepted it, then rejected it because of a virus or because it couldn’t be built, on',
  )
  if (bouncesOf(file).length === 0) {
    tell(events.suppressed, 'Not tried, because the address is on the Amazon SES suppression list:')
    tell(events.hardBounced, 'Hard bounced on')
    tell(events.softBounced, 'Soft bounced on')
  }
  const told = lines.toSorted((a, b) => a.at.getTime() - b.at.getTime()).map(({ line }) => line)
  return [
    ...told,
    ...bouncesOf(file).flatMap(bounceLines),
    ...(told.length + bouncesOf(file).length === 0 ? SILENCE : []),
  ]
}

const SILENCE: Line[] = [['No news yet.']]

/** What bounced of this very mailing. */
export function bouncesOf({ bounces, recipient }: CaseFile) {
  return bounces.filter(({ mailingId, kind }) => mailingId === recipient?.mailingId && kind !== 'complaint')
}

function bounceLines(bounce: CaseFile['bounces'][number]): Line[] {
  const said = serverWords(bounce.diagnostic)
  const tried = bounce.kind === 'hard' ? 'Hard bounced on ' : 'Soft bounced on '
  const how = isNotTried(bounce) ? 'Not tried on ' : tried
  return [
    [how, moment(bounce.occurredAt), ': ', bounceWords(bounce)],
    ...(said ? [['Mail server response: ', { code: said }] as Line] : []),
  ]
}

const READ: EventName[] = ['opened', 'clicked', 'replied', 'unsubscribed', 'resubscribed', 'complained']

export function readerLines({ events, recipient, campaign }: CaseFile): Line[] {
  if (recipient?.state !== 'sent') return []
  const lines = READ.flatMap((name): Line[] => {
    const event = events[name]
    if (!event || event.hits === 0) return []
    const times = event.hits > 1 ? `, ${event.hits} times in total` : ''
    return [[`${EVENT_LABELS[name]} on `, moment(event.at), `${times}.`]]
  })
  if (lines.length > 0) return lines
  const byMachine = (events.opened?.machineHits ?? 0) + (events.clicked?.machineHits ?? 0) > 0
  if (byMachine) return [['Only an email app or scanner loaded it, which doesn’t count as a person.']]
  if (events.untracked) return [['They chose not to be tracked, so opens and clicks of this email aren’t recorded.']]
  if (!campaign.trackOpens) return [['This campaign doesn’t track opens.']]
  return [['Neither is known. Many email apps hide opens, so it may still have been read.']]
}
