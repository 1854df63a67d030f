// Applies prisma/migrations with Prisma's own engine in its WebAssembly form (npm only: no binary is downloaded), and
// fills `_prisma_migrations` as `prisma migrate deploy` would.
import { readdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { PrismaPg } from '@prisma/adapter-pg'
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils'
import * as engine from '@prisma/schema-engine-wasm/schema_engine_bg'
import pg from 'pg'

const PRISMA = path.resolve(import.meta.dirname, '../../../prisma')
const LOCK = 4_206_118
/** Behind every migration's name, which begins with its time. */
const LAST = '~'
const REACH = { connectionTimeoutMillis: 10_000, keepAlive: true, keepAliveInitialDelayMillis: 10_000 }

/** Prisma's adapter cuts scripts at every semicolon, in comments and function bodies too: hand them over whole. */
class WholeScripts extends PrismaPg {
  readonly opened: { dispose: () => Promise<void> }[] = []

  override async connect() {
    const adapter = await super.connect()
    this.opened.push(adapter)
    adapter.executeScript = async (script: string) => void (await adapter.underlyingDriver().query(script))
    return adapter
  }
}

let loaded: Promise<void> | undefined

async function loadEngine(): Promise<void> {
  const file = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg')
  const bytes = await readFile(path.join(path.dirname(file), 'schema_engine_bg.wasm'))
  const { instance } = await WebAssembly.instantiate(bytes, {
    './schema_engine_bg.js': engine as unknown as WebAssembly.ModuleImports,
  })
  engine.__wbg_set_wasm(instance.exports)
  const start = instance.exports['__wbindgen_start']
  if (typeof start === 'function') start()
}

async function readMigrations(upTo: string) {
  const baseDir = path.join(PRISMA, 'migrations')
  const folders = (await readdir(baseDir, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .filter((name) => name <= upTo)
  const migrationDirectories = await Promise.all(
    folders.sort().map(async (folder) => ({
      path: folder,
      migrationFile: {
        path: 'migration.sql',
        content: { tag: 'ok' as const, value: await readFile(path.join(baseDir, folder, 'migration.sql'), 'utf8') },
      },
    })),
  )
  const lockfile = {
    path: 'migration_lock.toml',
    content: await readFile(path.join(baseDir, 'migration_lock.toml'), 'utf8'),
  }
  return { baseDir, lockfile, shadowDbInitScript: '', migrationDirectories }
}

/**
 * Brings the database to the newest schema, or to that of a migration of before, and returns the migrations just applied;
 * safe to run from many processes at once.
 */
export async function migrate(databaseUrl: string, upTo = LAST): Promise<string[]> {
  // A migration may take hours, and another process's is waited for: only a server that is not there is given up.
  const lock = new pg.Client({ connectionString: databaseUrl, ...REACH })
  await lock.connect()
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [LOCK])
    await (loaded ??= loadEngine())
    const datamodel = { path: 'schema.prisma', content: await readFile(path.join(PRISMA, 'schema.prisma'), 'utf8') }
    const scripts = new WholeScripts({ connectionString: databaseUrl, ...REACH })
    const adapter = bindMigrationAwareSqlAdapterFactory(scripts)
    const schemaEngine = await engine.SchemaEngine.new(
      { datamodels: [[datamodel.path, datamodel.content]] },
      () => {},
      adapter,
    )
    try {
      const applied = await schemaEngine.applyMigrations({
        migrationsList: await readMigrations(upTo),
        filters: { externalTables: [], externalEnums: [] },
      })
      return applied.appliedMigrationNames
    } finally {
      schemaEngine.free()
      await Promise.all(scripts.opened.map((connection) => connection.dispose()))
    }
  } finally {
    await lock.end()
  }
}
