// What a designed mail costs: the server to make its HTML, the browser to load what it is designed with.
import { readdirSync, readFileSync } from 'node:fs'
import { cpus } from 'node:os'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { compileDocument } from '#app/designer/compile/compile.server.ts'
import { BRAND, productsFor, RANDOM, SHOP_NAME, STARTING, STORE_URL } from '#tests/mails/documents.ts'
import { buildApp } from '../scripts/build-app.ts'
import { ROOT } from '../scripts/processes.ts'

const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 20)
const SHOP = { brand: BRAND, shopName: SHOP_NAME, storeUrl: STORE_URL }
const ASSETS = path.join(ROOT, 'build/client/assets')

type Composed = { name: string; ms: number; kb: number }

async function measure(): Promise<Composed[]> {
  const composed: Composed[] = []
  for (const [name, document] of [...STARTING, ...RANDOM]) {
    const times: number[] = []
    let html = ''
    for (let round = 0; round <= ROUNDS; round += 1) {
      const before = performance.now()
      html = await compileDocument(document, SHOP, productsFor(document))
      // The first one loads MJML, or warms up what this document has that no other had.
      if (round > 0) times.push(performance.now() - before)
    }
    composed.push({ name, ms: median(times), kb: Buffer.byteLength(html) / 1024 })
  }
  return composed
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

/** The files that the browser loads for a chunk, its own and those it imports at once. */
function closureOf(name: RegExp): Set<string> {
  const waiting = readdirSync(ASSETS).filter((file) => name.test(file))
  if (waiting.length === 0) throw new Error(`the build has no chunk ${name}`)
  const seen = new Set<string>()
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (seen.has(file)) continue
    seen.add(file)
    const source = readFileSync(path.join(ASSETS, file), 'utf8')
    for (const [, imported = ''] of source.matchAll(/(?:from|import)\s*"\.\/([^"/]+\.js)"/g)) waiting.push(imported)
  }
  return seen
}

const gzipKb = (files: Iterable<string>) =>
  [...files].reduce((sum, file) => sum + gzipSync(readFileSync(path.join(ASSETS, file))).length / 1024, 0)

/** All that a campaign's page loads when a text is edited, above what every page has loaded before. */
function designerKb(): number {
  const known = closureOf(/^(entry\.client|root|app\.route|settings\.route)-/)
  const page = closureOf(/^(CampaignEditor|RichTextField)-/)
  return gzipKb([...page].filter((file) => !known.has(file)))
}

const composed = await measure()
await buildApp()
const chunkKb = designerKb()
console.log(`Medians of ${ROUNDS} runs, ${cpus().length} × ${cpus()[0]?.model}, Node ${process.version}`)
console.table(composed.map(({ name, ms, kb }) => ({ name, ms: ms.toFixed(1), 'KB of HTML': kb.toFixed(1) })))
console.log(`The designer is ${chunkKb.toFixed(0)} KB of JavaScript, compressed.`)
const figures = {
  mjml_ms: Number(Math.max(...composed.map(({ ms }) => ms)).toFixed(1)),
  chunk_kb: Number(chunkKb.toFixed(0)),
}
console.log(JSON.stringify({ bench: 'compose', figures }))
