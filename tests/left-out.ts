// With TEST_DISTRIBUTED=1 every database test runs on tables that Citus has distributed, but for these.

const OTHER_PLAN = 'reads the plan of one machine; on several each node makes its own for its part'

/** By file: why all of its tests are left out, or those whose names begin so. */
export const LEFT_OUT: Record<string, { reason: string; tests?: string[] }> = {
  'app/members/list/query/list-ways.db.test.ts': { reason: OTHER_PLAN },
}

/** Why a test is left out where the tables are distributed, or null. */
export function reasonToLeaveOut(file: string, name: string): string | null {
  const [, { reason, tests } = { reason: null }] = Object.entries(LEFT_OUT).find(([path]) => file.endsWith(path)) ?? []
  return reason !== null && (tests?.some((begin) => name.startsWith(begin)) ?? true) ? reason : null
}
