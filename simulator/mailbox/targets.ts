// What of a mail can be asked for: everything of it that leads to the app. Other addresses are never asked, so that nothing
// leaves this machine.
import type { References } from '../ses/mail-json.ts'

export interface Targets {
  /** The invisible image; null where the mail has none, because its reader is not tracked. */
  pixel: string | null
  /** Links that are counted when they are followed, in the order of the mail. */
  links: string[]
  /** Counted links that nobody can see. */
  hidden: string[]
  /** Pages for recipients that change nothing when they are looked at. */
  pages: string[]
  /** The unsubscribe link. */
  optOut: string | null
}

export function targetsOf({ links, hidden, images }: References, appUrl: string): Targets {
  const at = (path: string) => (url: string) => url.startsWith(`${appUrl}/api/v1/${path}`)
  const isClick = at('track/click')
  return {
    pixel: images.find(at('track/open')) ?? null,
    links: links.filter(isClick),
    hidden: hidden.filter(isClick),
    pages: links.filter(at('preferences/')),
    optOut: links.find(at('unsubscribe/')) ?? null,
  }
}
