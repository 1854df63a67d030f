// `npm test`: unit, database and HTTP tests by vitest, then the browser tests; the last line counts them all.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { startEmbeddedPostgres } from '#app/platform/start/embedded-postgres.server.ts'
import { buildApp } from './build-app.ts'
import { findChromium } from './chromium.ts'
import { ROOT } from './processes.ts'

type Count = { passed: number; failed: number; skipped: number; pending?: number }

const FOLDER = path.join(ROOT, '.data/test')
const total: Count = { passed: 0, failed: 0, skipped: 0 }

/** Runs one runner; it counts in a file, and a run that left no count has failed. */
function runTests(name: string, script: string, args: string[], env: Record<string, string>): void {
  const summary = path.join(FOLDER, `${name}.json`)
  rmSync(summary, { force: true })
  const { status } = spawnSync(process.execPath, [path.join(ROOT, script), ...args], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, ...env, SUMMARY_FILE: summary },
  })
  const count = readCount(summary)
  total.passed += count.passed
  total.failed += count.failed === 0 && status !== 0 ? 1 : count.failed
  total.skipped += count.skipped + (count.pending ?? 0)
}

function readCount(file: string): Count {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return { passed: 0, failed: 1, skipped: 0 }
  }
}

mkdirSync(FOLDER, { recursive: true })
const postgres = process.env['TEST_DATABASE_URL']
  ? { url: process.env['TEST_DATABASE_URL'], stop: async () => {} }
  : await startEmbeddedPostgres(FOLDER, 'tests')
const env = { TEST_DATABASE_URL: postgres.url }
try {
  runTests('vitest', 'node_modules/vitest/vitest.mjs', ['run'], env)
  console.log('\nBuilding the app for the browser tests …')
  await buildApp()
  const chromium = await findChromium()
  if ('path' in chromium) {
    runTests('playwright', 'node_modules/@playwright/test/cli.js', ['test'], { ...env, CHROMIUM_PATH: chromium.path })
  } else {
    console.log(`\nThe browser tests can not run: ${chromium.problem}`)
    total.failed += 1
  }
} finally {
  await postgres.stop()
}
console.log(`\n${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`)
process.exit(total.failed > 0 ? 1 : 0)
