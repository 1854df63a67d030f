// Which query plan finds the members of a list the soonest.
import { transaction } from '#app/platform/db/db.server.ts'
import { readBands } from './list-bands.server.ts'
import { allOf, conditionsOf, isInOrder, type Lead } from './list-conditions.server.ts'
import { CERTAIN, ENTRIES_PER_BAND, ENTRIES_PER_ROW, expectRows, setPlannerOptions } from './list-cost.server.ts'
import type { Filter } from './list-labels.server.ts'
import { ONE_BUCKET, orderOf } from './list-order.ts'
import type { MemberSort } from './list.ts'

/**
 * The number of a lead among the conditions, all of whose members are looked at; the first of every band; the index of
 * labels, with the table's rows; or the list's order, to its end. And how many entries of an index it is expected to go
 * through. A plan by bands names those that may hold anybody who matches.
 */
export type Plan = { lead: number | 'bands' | 'labels' | 'order'; entries: number; bands: number[] | null }

/** A lead is worth less than the order while it leads to most of the shop: whoever walks may find the page sooner. */
const WORTH = 0.6
/** How much further one may have to go than conditions that have nothing to do with each other would let expect. */
const DOUBT = 4
/** The share of the shop below which bands may well have nobody of whom something is said. */
const FEW = 0.2

/** How many members PostgreSQL expects each part of a filter to be met by. */
export type Estimate = {
  everybody: number
  flagged: number
  labelled: number
  isLabelled: boolean
  /** A tier is a part of the band: whoever has it is in the bands. */
  isTiered: boolean
  leads: { lead: Lead; rows: number }[]
  ranges: number[]
  bands: number[] | null
}

/** Asks at the first call, and then knows. */
export function estimates(tenantId: number, filter: Filter): () => Promise<Estimate> {
  let asked: Promise<Estimate> | undefined
  return () => (asked ??= estimate(tenantId, filter))
}

async function estimate(tenantId: number, filter: Filter): Promise<Estimate> {
  return transaction(async (sql) => {
    await setPlannerOptions(sql)
    const bands = await readBands(sql, tenantId, filter)
    const values: unknown[] = [tenantId]
    const { leads, labels, flags, ranges } = conditionsOf(filter, values, bands)
    const conditions = ['true', allOf(flags), labels ?? 'true', ...ranges, ...leads.map(({ condition }) => condition)]
    const [everybody = 0, flagged = 0, labelled = 0, ...rows] = await expectRows(sql, conditions, values)
    const led = leads.map((lead, index) => ({ lead, rows: rows[ranges.length + index] ?? 0 }))
    const expected = { everybody, flagged, labelled, leads: led, ranges: rows.slice(0, ranges.length) }
    return { ...expected, isLabelled: labels !== null, isTiered: filter.tier !== '', bands }
  })
}

/** The plan with the least to go through to the first `limit` in the sort's order, or to all who match. */
export function choosePlan(estimate: Estimate, sort: MemberSort, limit: number | null): Plan {
  const { everybody, flagged, labelled, leads, bands } = estimate
  const { order } = orderOf(sort)
  const plans = leads.map(({ lead, rows }, index): Plan => {
    // In the order asked for, the first that match are enough.
    const share = [flagged, labelled, ...estimate.ranges].reduce(
      (rest, part) => (rest * part) / everybody,
      everybody / rows,
    )
    const entries =
      limit !== null && !lead.keys && isInOrder(lead, order) ? Math.min(rows, (DOUBT * limit) / share) : rows
    return { lead: index, entries, bands: index === leads.length - 1 ? bands : null }
  })
  if (estimate.isLabelled) plans.push({ lead: 'labels', entries: labelled * ENTRIES_PER_ROW, bands: null })
  const banded = leads.at(-1)?.rows ?? 0
  const said = (flagged / everybody) * Math.min(1, labelled / (estimate.isTiered ? banded : everybody))
  if (bands && limit !== null && order.bucket) {
    // In a band whose edge the range crosses, not all are in the range; and who came late is seldom there for long.
    const inRange = Math.min(1, ...estimate.ranges.map((rows) => rows / banded))
    const doubt = order.bucket === ONE_BUCKET ? DOUBT : 1
    const first = (doubt * bands.length * limit) / (said * inRange)
    plans.push({ lead: 'bands', entries: Math.min(banded, first) + bands.length * ENTRIES_PER_BAND, bands })
  }
  const worth = plans.filter(({ entries }) => entries < everybody * WORTH).toSorted((a, b) => a.entries - b.entries)
  // What is said of a few members may go with their band: then it is nowhere in it, and all of it is gone through.
  const isCertain = ({ lead, entries }: Plan) => (lead === 'bands' ? banded / 2 : entries) < CERTAIN
  const certain = said < FEW ? worth.find(isCertain) : undefined
  return certain ?? worth[0] ?? { lead: 'order', entries: everybody, bands: null }
}
