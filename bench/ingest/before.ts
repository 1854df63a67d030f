// The product as it was at a commit: its files beside ours, and a database of its own schema in the same server.
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import pg from 'pg'

/** The last one that wrote events while a hit waited. */
const BEFORE = '82ca07820de48f5fb7bcca8be8b5163e86b1c9ec'
const ROOT = path.resolve(import.meta.dirname, '../..')

export type Before = { directory: string; databaseUrl: string }

/** Null where the commit is not to be had: of a copy without its history. */
export async function prepareBefore(databaseUrl: string): Promise<Before | null> {
  const directory = path.join(ROOT, `.data/bench-before-${BEFORE.slice(0, 7)}`)
  if (!existsSync(directory) && !checkOut(directory)) return null
  const url = new URL(databaseUrl)
  url.pathname = '/before'
  await recreate(databaseUrl, 'before')
  const env = { ...process.env, DATABASE_URL: url.href }
  execFileSync(process.execPath, ['scripts/migrate.ts'], { cwd: directory, env })
  return { directory, databaseUrl: url.href }
}

function checkOut(directory: string): boolean {
  try {
    const tree = execFileSync('git', ['archive', BEFORE], { cwd: ROOT, maxBuffer: 256 * 2 ** 20, stdio: 'pipe' })
    mkdirSync(directory, { recursive: true })
    execFileSync('tar', ['-x', '-C', directory], { input: tree })
  } catch {
    return false
  }
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(directory, 'node_modules'))
  // It is made from the schema and not kept with the sources; what hits need of it is the same.
  cpSync(path.join(ROOT, 'app/platform/prisma'), path.join(directory, 'app/platform/prisma'), { recursive: true })
  return true
}

async function recreate(databaseUrl: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)
  await client.query(`CREATE DATABASE ${name}`)
  await client.end()
}
