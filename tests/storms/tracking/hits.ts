// The hits of a storm: each is another member's open or link, and each try of it comes from another part of the internet, so
// that the log tells which try was counted and how often.
import { clickUrl, openUrl } from '#app/tracking/links.server.ts'

/** What each member does once: an open, and each of nine links. */
const DEEDS = 10
/** Members whose e-mail is said to be delivered only just now: their hits wait and are judged later. */
const YOUNG = 5
/** So many hits are a scanner's. */
const SCANNERS = 16
/** More than any storm has hits between, and a prime: so what one member does lies far apart. */
const STRIDE = 7_919
export const FIRST_MEMBER = 7_000_000_000_000
/** Of a hit, numbered from 0. */
export const MOST_TRIES = 16

const PERSON =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36'
const SCANNER = 'python-requests/2.32.3'
export const SHOP = 'https://shop.example/products/'

/** How many hits there are, and of whom; `young` is the mailing that is just being delivered. */
export type Places = { hits: number; tenantId: number; mailings: { old: number; young: number } }

/** @throws when the order of the hits would not be one of them all. */
export function membersOf(hits: number): number {
  if (hits % DEEDS !== 0 || hits % STRIDE === 0) throw new Error(`${hits} hits can not be told apart`)
  return hits / DEEDS
}

/** The number of the hit that comes at this place. */
export const inOrder = (place: number, hits: number): number => (place * STRIDE) % hits

export const isYoung = (member: number): boolean => member % YOUNG === 0
/** SQL: the same. */
export const SQL_YOUNG = (member: string) => `${member} % ${YOUNG} = 0`

export type Ask = { isClick: boolean; path: string; headers: Record<string, string> }

/** The request of one try. */
export function askFor(hit: number, attempt: number, { hits, tenantId, mailings }: Places): Ask {
  const member = hit % membersOf(hits)
  const linkNo = Math.floor(hit / membersOf(hits))
  const mailingId = isYoung(member) ? mailings.young : mailings.old
  const to = { tenantId, mailingId, sendNo: 0, attempt: 1, memberId: String(FIRST_MEMBER + member) }
  const url = `${SHOP}${linkNo}?utm_content=`
  const whole = linkNo === 0 ? openUrl(to) : clickUrl(to, linkNo, { url, pseudonymAt: url.length })
  return {
    isClick: linkNo > 0,
    path: whole.slice(whole.indexOf('/api/')),
    headers: {
      'User-Agent': hit % SCANNERS === 0 ? SCANNER : PERSON,
      'X-Forwarded-For': `10.${attempt}.${hit % 256}.7`,
    },
  }
}

/** SQL: which hit a row of the log is, and which try of it. */
export const sqlHit = (hits: number) =>
  `(member_id - ${FIRST_MEMBER} + link_no * ${membersOf(hits)})::int AS hit, split_part(host(prefix), '.', 2)::int AS attempt`
