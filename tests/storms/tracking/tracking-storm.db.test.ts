import { expect, test } from 'vitest'
import { cutOff } from './cut-off.ts'
import { raiseTrackingStorm } from './storm.ts'

test(
  'hits under kills and outages are counted once when they were durable, and only a killed process loses early ones',
  { timeout: 480_000 },
  async () => {
    const seed = process.env['STORM_SEED'] ?? String(Date.now())
    const report = await raiseTrackingStorm({
      seed,
      databaseUrl: process.env['DATABASE_URL'] ?? '',
      logFolder: '.data/test/storm-tracking',
      hits: 8_000,
      perSecond: 500,
      web: 'tests/storms/web.ts',
      kills: 1,
      outageSeconds: 2,
      restarts: ['as a crash'],
      restart: cutOff,
      drainSeconds: 90,
      say: process.env['STORM_LOG'] ? console.log : () => {},
    })
    if (process.env['STORM_LOG']) console.log(report)
    expect(report.findings, `seed ${seed}`).toEqual([])
    expect(report.figures).toMatchObject({ hits: 8_000, kills_of_webs: 2, kills_of_worker: 1 })
    expect(report.figures['answered_when_durable']).toBeGreaterThan(0)
    expect(report.figures['answered_early']).toBeGreaterThan(0)
  },
)
