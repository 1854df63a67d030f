// What a person's program asks for when they read a mail.
import type { Program } from './programs.ts'
import { type Step, stepOf } from './step.ts'
import type { Targets } from './targets.ts'

/** Opening it; nothing is asked for where the mail is not tracked, or its images are there already. */
export function openingOf({ loads }: Program, { pixel }: Targets, mailbox: string): Step[] {
  return loads && pixel ? [stepOf({ agent: loads, mailbox, url: pixel })] : []
}

/** How much earlier the program itself has asked for a link. */
const CHECKED_MS = 300

export function followingOf({ checks, browses }: Program, url: string, mailbox: string): Step[] {
  const follows = stepOf({ agent: browses, mailbox, url, afterMs: checks ? CHECKED_MS : 0 })
  return checks ? [stepOf({ agent: checks, mailbox, url }), follows] : [follows]
}

/** Pressing the button of the page that a person gets where following the link was not enough; null where it was. */
export function pressing(follows: Step, page: string): Step | null {
  if (!page.includes('<form method="post">') || !page.includes('value="unsubscribe"')) return null
  return { ...follows, method: 'POST', form: 'action=unsubscribe' }
}
