import { expect, test } from 'vitest'
import { raiseStorm } from './storm.ts'

test(
  'a storm of late, doubled, shuffled and lost changes under kills ends in the consent that Shopify has',
  { timeout: 180_000 },
  async () => {
    const seed = process.env['STORM_SEED'] ?? String(Date.now())
    const report = await raiseStorm({
      seed,
      databaseUrl: process.env['DATABASE_URL'] ?? '',
      logFolder: '.data/test/storm',
      customers: 150,
      changes: 1200,
      seconds: 6,
      unsubscribes: 70,
      workers: 2,
      web: 'tests/storms/web.ts',
      killEveryMs: 1000,
      importKills: 1,
      drop: 0.1,
      spreadMs: 2000,
      drainSeconds: 60,
      say: process.env['STORM_LOG'] ? console.log : () => {},
    })
    if (process.env['STORM_LOG']) console.table(report.figures)
    expect(report.findings, `seed ${seed}`).toEqual([])
    expect(report.after, `seed ${seed}`).toEqual([])
  },
)
