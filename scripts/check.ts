// `npm run check`: types, lint, form, dependency directions, unused code. Each must be clean.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { ROOT } from './processes.ts'

const checks: [string, string[]][] = [
  ['types', ['typescript/bin/tsc', '--noEmit', '-p', '.']],
  ['types of the extensions', ['typescript/bin/tsc', '--noEmit', '-p', 'extensions/customer-engagement']],
  ['lint', ['oxlint/bin/oxlint', '--type-aware', '--deny-warnings']],
  ['form', ['oxfmt/bin/oxfmt', '--check', '.']],
  [
    'directions',
    [
      'dependency-cruiser/bin/dependency-cruiser.mjs',
      'app',
      'simulator',
      'scripts',
      'bench',
      'tests',
      '--config',
      '.dependency-cruiser.js',
    ],
  ],
  ['unused code', ['knip/bin/knip.js']],
  // Tests keep nothing alive.
  ['code that only tests use', ['knip/bin/knip.js', '--production', '--include', 'files,exports,types']],
]

let failed = 0
for (const [name, [script = '', ...args]] of checks) {
  const since = performance.now()
  const file = path.join(ROOT, 'node_modules', script)
  if (!existsSync(file)) throw new Error(`${script} is not installed`)
  const { status, stdout, stderr } = spawnSync(process.execPath, [file, ...args], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  console.log(`${status === 0 ? 'ok  ' : 'FAIL'} ${name} (${((performance.now() - since) / 1000).toFixed(1)} s)`)
  if (status === 0) continue
  failed += 1
  console.log(`${stdout}${stderr}`)
}
process.exit(failed > 0 ? 1 : 0)
