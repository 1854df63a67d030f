// The first step of `npm run demo`, `npm test` and their like: plain JavaScript for any Node from 20.19 on, without a
// package. It installs what is missing and hands over to Node 24, which comes from npm with the other packages.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import path from 'node:path'

const ROOT = path.resolve(import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname), '..')
const [script = '', ...rest] = process.argv.slice(2)
const inside = (name) => path.join(ROOT, name)
const changed = (name) => (existsSync(inside(name)) ? statSync(inside(name)).mtimeMs : 0)

function run(program, args, extra = {}) {
  const { status, signal, stderr } = spawnSync(program, args, {
    cwd: ROOT,
    stdio: 'inherit',
    ...extra,
    env: { ...process.env, ...extra.env },
  })
  if (status === 0) return
  if (stderr) process.stderr.write(stderr)
  process.exit(status ?? (signal === 'SIGINT' ? 130 : 1))
}

// npm writes this file at the end of an install, so a broken one is done again.
if (changed('node_modules/.package-lock.json') < changed('package-lock.json')) {
  console.log('Installing the packages (about a minute the first time) …')
  // Prisma would look for an engine to download, which nothing here uses.
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    shell: process.platform === 'win32',
    env: { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath },
  })
}

const bin = inside('node_modules/.bin')
const node = existsSync(inside('node_modules/node/bin/node')) ? inside('node_modules/node/bin/node') : process.execPath
const env = {
  PATH: `${bin}${path.delimiter}${process.env.PATH}`,
  NODE_OPTIONS: '--disable-warning=ExperimentalWarning',
}
if (changed('app/platform/prisma/client.ts') < changed('prisma/schema.prisma')) {
  run(node, [inside('node_modules/prisma/build/index.js'), 'generate'], { env, stdio: ['ignore', 'ignore', 'pipe'] })
}

const major = Number(spawnSync(node, ['-p', 'process.versions.node.split(".")[0]']).stdout)
if (!(major >= 24)) {
  console.error(
    `Node 24 did not come with the packages (found ${major || 'none'}). Install Node 24 or newer, or let npm run the install script of the package "node".`,
  )
  process.exit(1)
}

const child = spawn(node, [inside(script), ...rest], { cwd: ROOT, stdio: 'inherit', env: { ...process.env, ...env } })
// Ctrl-C reaches the child by itself, which then stops what it started; this process only waits for it.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => child.kill('SIGTERM'))
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
