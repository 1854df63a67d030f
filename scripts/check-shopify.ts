// `npm run check:shopify`: what Shopify's own CLI says of the app, without a login: it builds the app with its
// extensions and looks for what App Store review refuses. The CLI is heavy and so no dependency: npx fetches it.
import { spawnSync, type SpawnSyncReturns } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { z } from 'zod'
import { ROOT } from './processes.ts'

const CLI = '@shopify/cli@4.8.2'

const report = z.object({
  scan: z.object({
    issues: z.array(
      z.object({
        id: z.string(),
        severity: z.string(),
        title: z.string(),
        location: z.object({ file: z.string(), line: z.number().optional() }).optional(),
      }),
    ),
  }),
})

function run(program: string, args: string[], cwd: string): SpawnSyncReturns<string> {
  return spawnSync(program, args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    shell: process.platform === 'win32',
    env: { ...process.env, CI: '1', SHOPIFY_CLI_NO_ANALYTICS: '1' },
  })
}

/** The files that git knows or would take: the CLI writes beside what it builds, and a local `.env` is nobody's business. */
function copyProject(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'glancito-shopify-'))
  const { status, stdout, stderr } = run('git', ['ls-files', '-co', '--exclude-standard', '-z'], ROOT)
  if (status !== 0) throw new Error(`git could not list the files: ${stderr}`)
  for (const file of stdout.split('\0').filter((name) => name && existsSync(path.join(ROOT, name)))) {
    cpSync(path.join(ROOT, file), path.join(folder, file))
  }
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'), 'junction')
  return folder
}

/** What is wrong, or nothing. */
function typesOfExtensions(): string {
  const tsc = path.join(ROOT, 'node_modules/typescript/bin/tsc')
  const { status, stdout } = run(process.execPath, [tsc, '--noEmit', '-p', 'extensions/customer-engagement'], ROOT)
  return status === 0 ? '' : stdout
}

function build(folder: string): string {
  const { status, stdout, stderr } = run(
    'npx',
    ['--yes', CLI, 'app', 'build', '--skip-dependencies-installation'],
    folder,
  )
  if (status !== 0) return `${stdout}${stderr}`
  const bundle = path.join(folder, 'extensions/customer-engagement/dist/customer-engagement.js')
  return existsSync(bundle) ? '' : 'the CLI built no bundle of the extension'
}

function doctor(folder: string): string {
  const flags = ['--json', '--skip-instructions', '--blocking', 'medium']
  const { status, stdout, stderr } = run('npx', ['--yes', CLI, 'app', 'doctor', ...flags], folder)
  if (status === 0) return ''
  try {
    const { issues } = report.parse(JSON.parse(stdout)).scan
    return issues
      .map(({ id, severity, title, location }) => `${severity} ${id}: ${title} (${location?.file}:${location?.line})`)
      .join('\n')
  } catch {
    return `${stdout.slice(0, 2000)}${stderr}`
  }
}

const folder = copyProject()
const checks: [string, () => string][] = [
  ['types of the extensions', typesOfExtensions],
  ['shopify app build', () => build(folder)],
  ['shopify app doctor', () => doctor(folder)],
]
let failed = 0
try {
  for (const [name, check] of checks) {
    const problem = check()
    console.log(`${problem ? 'FAIL' : 'ok  '} ${name}`)
    if (!problem) continue
    failed += 1
    console.log(problem)
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
}
process.exit(failed > 0 ? 1 : 0)
