// Many inputs in rounds of fast-check, each with a seed of its own that is said when it fails: with FUZZ_SEED set to it the first
// round is that one again.
import fc from 'fast-check'

/** So many inputs go together at most: what the tables hold is compared before and after all of them. */
const BATCH = 100
const BATCHES_A_ROUND = 10
const SAY_EVERY = 20_000
/** Making a failure small sends it again and again. */
const LONGEST_ROUND_MS = 300_000

/** How many inputs all properties send together. */
export const INPUTS = Number(process.env['FUZZ_INPUTS'] ?? 3_000)
const SEED = Number(process.env['FUZZ_SEED'] ?? Date.now() % 0x7fff_ffff)

/** Plays batches of `input` until so many were sent. @throws when a batch fails, with the smallest one that does. */
export async function playBatches<T>(
  input: fc.Arbitrary<T>,
  count: number,
  play: (batch: T[]) => Promise<void>,
): Promise<void> {
  let sent = 0
  let said = SAY_EVERY
  const batch = fc.array(input, { minLength: 1, maxLength: BATCH, size: 'max' })
  const property = fc.asyncProperty(batch, async (inputs) => {
    sent += inputs.length
    await play(inputs)
  })
  for (let seed = SEED; ; seed += 1) {
    const details = await fc.check(property, {
      seed,
      numRuns: BATCHES_A_ROUND,
      interruptAfterTimeLimit: LONGEST_ROUND_MS,
      includeErrorInReport: true,
    })
    if (details.failed) throw new Error(`FUZZ_SEED=${seed}\n${await fc.asyncDefaultReportMessage(details)}`)
    if (sent >= count) return
    if (sent < said) continue
    said += SAY_EVERY
    console.log(`${sent.toLocaleString('en')} of ${count.toLocaleString('en')} inputs, seed ${seed}`)
  }
}
