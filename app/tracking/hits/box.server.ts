// The box: where hits are made durable, a batch in one row, before they are counted. A batch is written once, however often
// its writer has to try: it has a writer and a number, and the writer's batches are counted in their order.
import { randomUUID } from 'node:crypto'
import { clock } from '#app/platform/clock.server.ts'
import { hitsDb, type Sql, transaction } from '#app/platform/db/db.server.ts'
import { holdFold } from './fold-lock.server.ts'

/** One process's batches. It puts them one after the other, and goes on to the next only when one is known to be there. */
export class BoxWriter {
  #writer: string | null = null
  #seq = 0

  /** Puts a batch; `again` when an earlier try of the same may have succeeded. */
  async put(hits: Buffer, again: boolean): Promise<void> {
    const isNew = this.#writer === null
    if (isNew) await this.#register()
    if (isNew || !again) this.#seq += 1
    const isThere = isNew || !again ? await this.#insert(hitsDb(), hits) : await this.#putAgain(hits)
    if (isThere) return
    // Forgotten for its long silence: nobody has counted a batch of that name since.
    this.#writer = null
    throw new Error('the writer of hits is not known any more')
  }

  async #register(): Promise<void> {
    const writer = randomUUID()
    await hitsDb().query('INSERT INTO hit_writers (writer, seen_at) VALUES ($1, $2)', [writer, clock.now()])
    this.#writer = writer
    this.#seq = 0
  }

  // The lock makes a fold wait that would count this very batch, and shows what another one has counted.
  async #insert(sql: Sql, hits: Buffer): Promise<boolean> {
    const put = await sql.query({
      name: 'put-hits',
      text: `INSERT INTO hit_box (writer, seq, put_at, hits)
        SELECT $1, $2, $3, $4 FROM hit_writers WHERE writer = $1 AND folded < $2 FOR SHARE ON CONFLICT DO NOTHING`,
      values: [this.#writer, this.#seq, clock.now(), hits],
    })
    return put.rowCount === 1
  }

  /** While nobody folds, a batch is in the box, or was counted, or is not there. */
  async #putAgain(hits: Buffer): Promise<boolean> {
    return transaction(async (sql) => {
      await holdFold(sql)
      if (await this.#insert(sql, hits)) return true
      const known = await sql.query('SELECT FROM hit_writers WHERE writer = $1', [this.#writer])
      return known.rowCount === 1
    }, hitsDb())
  }
}
