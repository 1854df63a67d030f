// What is broken on purpose: a test or a person takes Shopify down, throttles it, or loses and mixes up its webhooks.
import { z } from 'zod'
import type { SimulatorContext } from '../context.ts'

const chance = z.number().min(0).max(10_000)

const protectedField = z.enum(['name', 'email', 'phone', 'address'])
export type ProtectedField = z.infer<typeof protectedField>

const faultsSchema = z.strictObject({
  /** The fields of customers for which Shopify has approved the app. */
  protectedFields: z.array(protectedField).default(['name', 'email', 'phone']),
  /** Every API answers 503. */
  down: z.boolean().default(false),
  /** The next so many GraphQL requests are THROTTLED. */
  throttle: z.number().int().min(0).default(0),
  /** Every answer of the Admin API takes this long. */
  slowMs: z.number().int().min(0).default(0),
  /** Of the next so many changes of consent by the app: refused with a userError; taken, but not kept. */
  consent: z
    .strictObject({ refuse: z.number().int().min(0).default(0), forget: z.number().int().min(0).default(0) })
    .prefault({}),
  /** The bucket of query cost: its size, and how fast it fills per second. */
  bucket: z
    .strictObject({ maximum: z.number().positive(), restoreRate: z.number().positive() })
    .default({ maximum: 2000, restoreRate: 100 }),
  webhooks: z
    .strictObject({
      /** Below 1: this share of deliveries is lost; from 1 on: the next so many. */
      drop: chance.default(0),
      /** Below 1: this share of deliveries comes twice; from 1 on: the next so many. */
      duplicate: chance.default(0),
      delayMs: z.number().int().min(0).default(0),
      /** Each delivery waits a random time up to this besides: late, and in any order. */
      spreadMs: z.number().int().min(0).default(0),
      /** The newest delivery goes first. */
      reorder: z.boolean().default(false),
      /** Nothing is delivered until this is false again. */
      paused: z.boolean().default(false),
      /** The wait before the first retry; it doubles with each. Shopify spreads its eight over four hours. */
      retryMs: z.number().int().min(1).default(500),
      /** How many deliveries that have ended are remembered. */
      keep: z.number().int().min(0).default(2000),
    })
    .prefault({}),
})

export type Faults = z.infer<typeof faultsSchema>

/** What POST /_control/shopify may change; what is left out stays. */
export const faultsChange = z.strictObject({
  protectedFields: z.array(protectedField).optional(),
  down: z.boolean().optional(),
  throttle: z.number().int().min(0).optional(),
  slowMs: z.number().int().min(0).optional(),
  consent: z
    .strictObject({ refuse: z.number().int().min(0).optional(), forget: z.number().int().min(0).optional() })
    .optional(),
  bucket: z.strictObject({ maximum: z.number().positive(), restoreRate: z.number().positive() }).optional(),
  webhooks: z
    .strictObject({
      drop: chance.optional(),
      duplicate: chance.optional(),
      delayMs: z.number().int().min(0).optional(),
      spreadMs: z.number().int().min(0).optional(),
      reorder: z.boolean().optional(),
      paused: z.boolean().optional(),
      retryMs: z.number().int().min(1).optional(),
      keep: z.number().int().min(0).optional(),
    })
    .optional(),
})

export function readFaults(sim: SimulatorContext): Faults {
  const row = sim.store.db.prepare(`SELECT value FROM shopify_settings WHERE name = 'faults'`).get()
  return faultsSchema.parse(row ? JSON.parse(String(row['value'])) : {})
}

export function changeFaults(sim: SimulatorContext, change: z.infer<typeof faultsChange>): Faults {
  const before = readFaults(sim)
  const after = faultsSchema.parse({
    ...before,
    ...change,
    consent: { ...before.consent, ...change.consent },
    webhooks: { ...before.webhooks, ...change.webhooks },
  })
  sim.store.db
    .prepare(
      `INSERT INTO shopify_settings (name, value) VALUES ('faults', ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
    )
    .run(JSON.stringify(after))
  return after
}

/** Whether a fault strikes this delivery; a count is used up by it. */
export function strikes(sim: SimulatorContext, kind: 'drop' | 'duplicate'): boolean {
  const value = readFaults(sim).webhooks[kind]
  if (value < 1) return Math.random() < value
  changeFaults(sim, { webhooks: { [kind]: value - 1 } })
  return true
}

/** Notes that a request was turned away, for whoever asks how often that happened. */
export function countRefusal(sim: SimulatorContext, why: 'throttled' | 'down'): void {
  sim.store.db
    .prepare(
      `INSERT INTO shopify_counters (name, value) VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET value = value + 1`,
    )
    .run(why)
}

/** How many requests were THROTTLED, and how many got a 503, since the simulator's world began. */
export function countRefusals(sim: SimulatorContext): { throttled: number; down: number } {
  const counter = (name: string) =>
    Number(sim.store.db.prepare('SELECT value FROM shopify_counters WHERE name = ?').get(name)?.['value'] ?? 0)
  return { throttled: counter('throttled'), down: counter('down') }
}

/** What happens to the app's next change of consent; a count is used up by it. */
export function consentFault(sim: SimulatorContext): 'refuse' | 'forget' | null {
  const { refuse, forget } = readFaults(sim).consent
  if (refuse > 0) changeFaults(sim, { consent: { refuse: refuse - 1 } })
  else if (forget > 0) changeFaults(sim, { consent: { forget: forget - 1 } })
  else return null
  return refuse > 0 ? 'refuse' : 'forget'
}
