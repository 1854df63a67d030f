// The SES events of each message: planned when it is accepted, happened when their time has come.
import type { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import type { EventDetail } from './behaviour.ts'
import type { HappenedEvent } from './events.ts'

const row = z.object({
  id: z.number(),
  mail_id: z.number(),
  happened_at: z.string(),
  detail: z.string(),
  published: z.number(),
})

export type MailEvent = HappenedEvent & { mailId: number }

export interface PlannedEvents {
  add(event: { mailId: number; happenedAt: Date; dueAt: number; detail: EventDetail }): void
  get(id: number): MailEvent
  /** Marks those that are due as published and returns them. */
  takeDue(limit: number): MailEvent[]
  nextDue(): number | null
  flush(): void
  waiting(): number
  /** What has happened to a mail so far. */
  ofMail(mailId: number): MailEvent[]
}

const TABLE = `
  CREATE TABLE IF NOT EXISTS ses_events (
    id INTEGER PRIMARY KEY,
    mail_id INTEGER NOT NULL,
    happened_at TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    detail TEXT NOT NULL,
    published INTEGER NOT NULL DEFAULT 0
  );
  CREATE INDEX IF NOT EXISTS ses_events_due ON ses_events (due_at, id) WHERE published = 0;
  CREATE INDEX IF NOT EXISTS ses_events_mail ON ses_events (mail_id, id);
`

export function createPlannedEvents(db: DatabaseSync): PlannedEvents {
  db.exec(TABLE)
  const insert = db.prepare('INSERT INTO ses_events (mail_id, happened_at, due_at, detail) VALUES (?, ?, ?, ?)')
  const byId = db.prepare('SELECT * FROM ses_events WHERE id = ?')
  const due = db.prepare(
    `UPDATE ses_events SET published = 1
     WHERE id IN (SELECT id FROM ses_events WHERE published = 0 AND due_at <= ? ORDER BY due_at, id LIMIT ?) RETURNING *`,
  )
  const next = db.prepare('SELECT min(due_at) AS due FROM ses_events WHERE published = 0')
  const open = db.prepare('SELECT count(*) AS n FROM ses_events WHERE published = 0')
  const ofMail = db.prepare('SELECT * FROM ses_events WHERE mail_id = ? AND published = 1 ORDER BY happened_at, id')
  return {
    add: ({ mailId, happenedAt, dueAt, detail }) => {
      insert.run(mailId, happenedAt.toISOString(), Math.round(dueAt), JSON.stringify(detail))
    },
    get: (id) => parseEvent(byId.get(id)),
    takeDue: (limit) =>
      due
        .all(Date.now(), limit)
        .map(parseEvent)
        .sort((a, b) => a.id - b.id),
    nextDue: () => z.object({ due: z.number().nullable() }).parse(next.get()).due,
    flush: () => db.exec('UPDATE ses_events SET due_at = 0 WHERE published = 0'),
    waiting: () => z.object({ n: z.number() }).parse(open.get()).n,
    ofMail: (mailId) => ofMail.all(mailId).map(parseEvent),
  }
}

function parseEvent(found: unknown): MailEvent {
  const { id, mail_id, happened_at, detail } = row.parse(found)
  // Written by `add` alone, from the same type.
  return { id, mailId: mail_id, happenedAt: happened_at, detail: JSON.parse(detail) as EventDetail }
}
