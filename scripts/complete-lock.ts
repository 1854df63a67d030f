// After `npm install`: adds to package-lock.json the optional packages of other platforms that npm left out, because the
// registry did not have them or because of npm/cli#4828. `npm ci` refuses a lock without them.
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { ROOT } from './processes.ts'

type Entry = {
  version?: string
  optional?: boolean
  cpu?: string[]
  os?: string[]
  libc?: string[]
  optionalDependencies?: Record<string, string>
}
type Lock = { packages: Record<string, Entry> }

const FILE = path.join(ROOT, 'package-lock.json')
const SYSTEMS = ['android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'aix', 'win32']
const PROCESSORS: [RegExp, string][] = [
  [/arm64/, 'arm64'],
  [/arm/, 'arm'],
  [/x64|x86_64/, 'x64'],
  [/ia32/, 'ia32'],
  [/loong64/, 'loong64'],
  [/mips64el/, 'mips64el'],
  [/ppc64/, 'ppc64'],
  [/riscv64/, 'riscv64'],
  [/s390x/, 's390x'],
]

/** Reads the platform out of a name such as `@rollup/rollup-linux-arm64-musl`; null when it names none. */
function platformOf(name: string): Pick<Entry, 'cpu' | 'os' | 'libc'> | null {
  const os = SYSTEMS.find((system) => name.includes(system))
  const cpu = PROCESSORS.find(([pattern]) => pattern.test(name))?.[1]
  if (!os || !cpu) return null
  const libc = name.includes('musl') ? 'musl' : 'glibc'
  return { cpu: [cpu], os: [os], ...(os === 'linux' && /gnu|musl/.test(name) && { libc: [libc] }) }
}

function isInstalled(lock: Lock, dependent: string, name: string): boolean {
  for (let at = dependent; ; at = at.includes('/node_modules/') ? at.slice(0, at.lastIndexOf('/node_modules/')) : '') {
    if (lock.packages[at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`]) return true
    if (at === '') return false
  }
}

const lock: Lock = JSON.parse(readFileSync(FILE, 'utf8'))
const added: string[] = []
for (const [place, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const platform = platformOf(name)
    if (!platform || !/^\d/.test(version) || isInstalled(lock, place, name)) continue
    const top = `node_modules/${name}`
    lock.packages[top] = { version, ...platform, optional: true }
    added.push(top)
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)))
writeFileSync(FILE, `${JSON.stringify(lock, null, 2)}\n`)
console.log(`${added.length} optional packages added to the lock`)
