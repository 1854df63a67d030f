// With TEST_DISTRIBUTED=1 every database test runs on tables that Citus has distributed, but for these.

const TRIGGER = 'breaks a table by a trigger, and distributed tables take none'
const OTHER_PROCESS = 'takes the server away and gives it back as only the embedded one lets it'

/** By file: why all of its tests are left out, or those whose names begin so. */
export const LEFT_OUT: Record<string, { reason: string; tests?: string[] }> = {
  'app/tracking/hits.db.test.ts': {
    reason: TRIGGER,
    tests: ['an answered hit is kept and written later when the database is at fault'],
  },
  'tests/outage-pages.db.test.ts': { reason: OTHER_PROCESS },
  'tests/outages.db.test.ts': { reason: OTHER_PROCESS },
}

/** Why a test is left out where the tables are distributed, or null. */
export function reasonToLeaveOut(file: string, name: string): string | null {
  const [, { reason, tests } = { reason: null }] = Object.entries(LEFT_OUT).find(([path]) => file.endsWith(path)) ?? []
  return reason !== null && (tests?.some((begin) => name.startsWith(begin)) ?? true) ? reason : null
}
