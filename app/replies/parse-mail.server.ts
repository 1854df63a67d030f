// A mail from anybody, read where it harms nobody: for some that are made for it a reader takes minutes or all memory.
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import type { Email as ParsedMail } from 'postal-mime'
import { within } from '#app/platform/faults/within.ts'

/** A megabyte of the usual is read in a tenth of a second. */
const READ_WITHIN_MS = 10_000
const MEMORY_MB = 256

/** What a mail says; null when it can not be read, or not in time. */
export async function parseMail(raw: Buffer, ms = READ_WITHIN_MS): Promise<ParsedMail | null> {
  const thread = new Worker(new URL('./parse-thread.server.ts', import.meta.url), {
    workerData: new Uint8Array(raw),
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
  })
  try {
    // An error of the thread rejects.
    const [mail] = await within(ms, once(thread, 'message'))
    return mail as ParsedMail
  } catch {
    return null
  } finally {
    await thread.terminate()
  }
}
