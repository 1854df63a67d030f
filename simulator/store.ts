// Where the simulated world is kept: one SQLite file, so that a restart continues where the last run ended. Each room
// makes its own tables. Shopify's ids are kept as text: they exceed what a JavaScript number holds.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'

export interface Store {
  db: DatabaseSync
  /** Runs all of `work` or none of it. */
  transaction<Result>(work: () => Result): Result
}

/** Opens `simulator.db` in the folder, or a world that lives only in memory for ':memory:'. */
export function openStore(folder: string): Store {
  if (folder !== ':memory:') mkdirSync(folder, { recursive: true })
  const db = new DatabaseSync(folder === ':memory:' ? ':memory:' : join(folder, 'simulator.db'))
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON')
  return {
    db,
    transaction(work) {
      if (db.isTransaction) return work()
      db.exec('BEGIN')
      try {
        const result = work()
        db.exec('COMMIT')
        return result
      } catch (error) {
        db.exec('ROLLBACK')
        throw error
      }
    },
  }
}
