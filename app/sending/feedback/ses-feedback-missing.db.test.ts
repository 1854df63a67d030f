// SES leaves fields out, and names some otherwise than its documentation: every field of every kind of event is taken away
// in turn, and spoilt. Our tags still say whose the event is, so it must be written down.
import { listBounces } from '#app/members/bounces/bounces.server.ts'
import { db } from '#app/platform/db/db.server.ts'
import { aSentMail, notification, SENT_AT, type Sent, tagsOf } from '#tests/ses-feedback.ts'
import { expect, test } from 'vitest'
import fixtures from '../../../tests/fixtures/ses-events.json' with { type: 'json' }
import { EVENT } from '#app/tracking/events.ts'
import { recordFeedback } from './ses-feedback.server.ts'

const EMAIL = 'recipient@example.com'

type Json = { [name: string]: unknown }

/** The documented example of a kind, as a mail of ours would have it. */
function exampleOf(kind: string, sent: Sent): Json {
  const found = fixtures.examples.find(({ id }) => id === `event/${kind}`)
  const payload: Json = structuredClone(found?.payload ?? {})
  return { ...payload, mail: { ...(payload['mail'] as Json), destination: [EMAIL], tags: tagsOf(sent) } }
}

const take = async (event: unknown) => (await recordFeedback([notification(event)]))[0]

/** Every place in an event but the tags, which say whose it is, what holds them, and the headers, which nobody reads. */
function* places(value: unknown, path: string[] = []): Generator<string[]> {
  if (typeof value !== 'object' || value === null) return
  for (const [name, inner] of Object.entries(value)) {
    const place = [...path, name]
    if (place.join('.') === 'mail.tags' || place[1] === 'headers') continue
    if (name !== 'mail') yield place
    yield* places(inner, place)
  }
}

function changed(event: Json, path: string[], change: (holder: Json, name: string) => void): Json {
  const copy = structuredClone(event)
  const holder = path.slice(0, -1).reduce<Json>((inner, name) => inner[name] as Json, copy)
  change(holder, path.at(-1) ?? '')
  return copy
}

const SPOILT: [string, (holder: Json, name: string) => void][] = [
  ['missing', (holder, name) => delete holder[name]],
  ['a number', (holder, name) => (holder[name] = 7)],
  ['an object', (holder, name) => (holder[name] = { a: ['b'] })],
  ['a text with NUL and half a pair', (holder, name) => (holder[name] = 'a\0b\uD800c')],
]

async function typesOf({ mailingId }: Sent) {
  const found = await db().query('SELECT type, created_at AS at FROM mail_events WHERE mailing_id = $1', [mailingId])
  return found.rows as { type: number; at: Date }[]
}

const KINDS: [string, string, number[]][] = [
  ['bounce', 'Bounce', [EVENT.bounced]],
  ['complaint', 'Complaint', [EVENT.complained]],
  ['delivery', 'Delivery', [EVENT.delivered]],
  ['deliverydelay', 'DeliveryDelay', [EVENT.delayed]],
  ['reject', 'Reject', [EVENT.rejected]],
  ['rendering-failure', 'Rendering Failure', [EVENT.rejected]],
]

test.each(KINDS)(
  'whatever field of a %s is missing or spoilt, it is written down',
  async (kind, name, wanted) => {
    const paths = [...places(exampleOf(kind, await aSentMail({ email: EMAIL })))]
    expect(paths.length).toBeGreaterThan(3)
    const { tenantId } = await aSentMail({ email: EMAIL })
    const lost: string[] = []
    for (const path of paths)
      for (const [how, change] of SPOILT) {
        // A name that is spoilt, not missing, is the name of some other kind.
        if (path.join() === 'eventType' && how.startsWith('a text')) continue
        const sent = await aSentMail({ email: EMAIL, tenantId })
        const outcome = await take(changed(exampleOf(kind, sent), path, change))
        const events = await typesOf(sent)
        const isThere = wanted.every((type) => events.some((each) => each.type === type))
        if (outcome !== 'recorded' || !isThere || events.some(({ at }) => at > SENT_AT))
          lost.push(`${name}: ${path.join('.')} ${how}`)
      }
    expect(lost).toEqual([])
  },
  120_000,
)

test('without its part an event is what its kind says, at the time SNS sent it', async () => {
  const sent = await aSentMail({ email: EMAIL })
  expect(await take({ eventType: 'Bounce', mail: { tags: tagsOf(sent) } })).toBe('recorded')
  const types = await typesOf(sent)
  expect(new Set(types.map(({ type }) => type))).toEqual(new Set([EVENT.bounced, EVENT.softBounced]))
  expect(types.map(({ at }) => at)).toEqual([SENT_AT, SENT_AT])
  expect(await listBounces(sent.tenantId, sent.memberId)).toMatchObject([
    { kind: 'soft', bounceType: 'Undetermined', subType: null, diagnostic: null, occurredAt: SENT_AT },
  ])
})

test.each([
  ['as texts', (tags: Record<string, string[]>) => Object.fromEntries(Object.entries(tags).map(([k, v]) => [k, v[0]]))],
  ['with others', (tags: Record<string, string[]>) => ({ ...tags, 'ses:operation': 7, 'ses:from-domain': null })],
])('tags are read %s', async (_how, spelt) => {
  const sent = await aSentMail({ email: EMAIL })
  const event = exampleOf('bounce', sent)
  expect(await take({ ...event, mail: { ...(event['mail'] as Json), tags: spelt(tagsOf(sent)) } })).toBe('recorded')
})

test.each([
  ['impossible', '2026-02-30T10:00:00Z'],
  ['in the year 0', '0000-01-01T00:00:00Z'],
  ['before Christ', '-000044-03-15T12:00:00Z'],
  ['beyond what PostgreSQL holds', '+275760-09-13T00:00:00.000Z'],
  ['in the future', '2031-01-01T00:00:00Z'],
  ['before SES began', '1970-01-01T00:00:00Z'],
  ['a number', 1_732_096_800_000],
  ['a day alone', '2026-11-20'],
])('a time that is %s is the one at which SNS sent it', async (_what, timestamp) => {
  const sent = await aSentMail({ email: EMAIL })
  const event = exampleOf('bounce', sent)
  await take({ ...event, bounce: { ...(event['bounce'] as Json), timestamp } })
  expect((await typesOf(sent)).map(({ at }) => at)).toEqual([SENT_AT, SENT_AT])
})
