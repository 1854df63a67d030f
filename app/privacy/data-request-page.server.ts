// What the page of a data request shows: the beginning of each part of the document, in words.
import { memberName } from '#app/members/core/names.ts'
import { findSubject, readPart, type Subject } from './data-request-document.server.ts'
import { describeRow, type Entry, type Place } from './data-request-files.ts'
import { PARTS } from './data-request-parts.ts'
import type { DataRequest } from './data-requests.server.ts'

/** Entries of a part that the page shows; the files have all. */
const SHOWN = 25

export type ShownPart = { name: string; title: string; about: string; entries: Entry[]; more: boolean }

/** Whether the customer is a member, is one under another number, has been erased, or was never known. */
export type Standing = 'member' | 'merged' | 'erased' | 'unknown'

/** The page's content for a request. */
export async function showDocument(tenantId: number, { memberId }: DataRequest, place: Place) {
  const subject = await findSubject(tenantId, memberId)
  const parts = await Promise.all(PARTS.map((part) => showPart(subject, part, place)))
  // The request itself is nothing that was known of the person.
  const held = parts.filter(({ entries, name }) => entries.length > 0 && name !== 'data_requests')
  const [number = memberId] = subject.numbers
  return {
    name: memberName({ firstName: null, lastName: null, email: null, ...subject.member, memberId: number }),
    number,
    standing: standingOf(subject, memberId, held.length > 0),
    parts: held,
    empty: parts.filter(({ entries }) => entries.length === 0).map(({ title }) => title),
  }
}

function standingOf({ member, numbers }: Subject, asked: string, holdsAny: boolean): Standing {
  if (member) return numbers[0] === asked ? 'member' : 'merged'
  return holdsAny ? 'erased' : 'unknown'
}

async function showPart(subject: Subject, part: (typeof PARTS)[number], place: Place): Promise<ShownPart> {
  const rows = await readPart(subject, part, { offset: 0, limit: SHOWN + 1 })
  return {
    name: part.name,
    title: part.title,
    about: part.about,
    entries: rows.slice(0, SHOWN).map((row) => describeRow(part, row, { ...place, technical: false })),
    more: rows.length > SHOWN,
  }
}
