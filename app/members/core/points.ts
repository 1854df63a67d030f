// How a member's points and tier follow from what they spent or from the metafield of a loyalty app: SQL, over the shop's row
// of settings `s`.
import { LARGEST_INT } from '#app/platform/text/bounds.ts'

/** The points: of what was spent, or those that the loyalty app tells. */
export const pointsSql = ({ spent, told }: { spent: string; told: string }): string =>
  `least(${LARGEST_INT}, CASE s.points_source WHEN 'metafield' THEN ${told} ELSE floor(${spent} * s.points_per_unit) END)::int`

/** Only where there are any: PostgreSQL does not inline the function, and calls it for each row of an import. */
export const tierSql = (points: string): string => `CASE WHEN s.tiers <> '[]' THEN tier_of(${points}, s.tiers) END`
