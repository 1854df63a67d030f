// Builds the app when its sources are newer than the last build.
import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import path from 'node:path'
import { ROOT } from './processes.ts'

const BUILT = path.join(ROOT, 'build/server/index.js')

async function isFresh(): Promise<boolean> {
  if (!existsSync(BUILT)) return false
  const builtAt = statSync(BUILT).mtimeMs
  for await (const file of glob(['app/**/*', 'package-lock.json', 'vite.config.ts', 'remix.config.js'], {
    cwd: ROOT,
  })) {
    if (statSync(path.join(ROOT, file)).mtimeMs > builtAt) return false
  }
  return true
}

/** @throws when the build fails, with what it printed. */
export async function buildApp(): Promise<void> {
  if (await isFresh()) return
  const remix = path.join(ROOT, 'node_modules/@remix-run/dev/dist/cli.js')
  const { status, stdout, stderr } = spawnSync(process.execPath, [remix, 'vite:build'], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, NODE_ENV: 'production' },
  })
  if (status !== 0) throw new Error(`The build failed:\n${stdout}\n${stderr}`)
}
