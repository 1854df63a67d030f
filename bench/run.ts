// `npm run bench -- NAME`: runs bench/NAME.ts, which prints a table and, last, one line {"bench": NAME, "figures": {…}}.
import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'

const name = process.argv[2] ?? ''
const file = path.join(import.meta.dirname, `${name}.ts`)
if (!/^[a-z-]+$/.test(name) || name === 'run' || !existsSync(file)) {
  const names = readdirSync(import.meta.dirname).filter((entry) => /^[a-z-]+\.ts$/.test(entry) && entry !== 'run.ts')
  console.error(
    `Usage: npm run bench -- NAME, where NAME is one of: ${names.map((entry) => entry.slice(0, -3)).join(', ')}`,
  )
  process.exit(64)
}
await import(file)
