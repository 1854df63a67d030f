// What a mailbox provider does when its user presses "Unsubscribe": RFC 8058.
import type { MailHeader } from '../ses/shapes.ts'

/** The address to POST to, when both headers are as the RFC asks. Plain http is taken for loopback only. */
export function oneClickUrl(headers: MailHeader[]): string | null {
  const value = (name: string) => headers.find((header) => header.name.toLowerCase() === name)?.value ?? ''
  if (value('list-unsubscribe-post').trim() !== 'List-Unsubscribe=One-Click') return null
  const urls = [...value('list-unsubscribe').matchAll(/<([^<>]+)>/g)].map(([, url = '']) => url.trim())
  return urls.find((url) => /^https:|^http:\/\/(localhost|127\.0\.0\.1)[:/]/.test(url)) ?? null
}

/** The status of the answer, which must not be a redirect; 0 when there was none. */
export async function oneClick(url: string): Promise<number> {
  const answer = await fetch(url, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'user-agent': 'Simulated mailbox provider' },
    body: 'List-Unsubscribe=One-Click',
    signal: AbortSignal.timeout(10_000),
  }).catch(() => null)
  return answer?.status ?? 0
}
