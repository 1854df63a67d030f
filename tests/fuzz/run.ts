// `npm run fuzz`: the fuzz of CI, long: `--inputs` requests (a million) and a twentieth as many conversations with the mail
// server. Prints the seed of every round that it says; ends with 1 at the first failure, whose seed plays it again.
import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { ROOT } from '../../scripts/processes.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 0x7fff_ffff) },
    inputs: { type: 'string', default: '1000000' },
  },
})

console.log(`Seed ${values.seed} (--seed=${values.seed} sends the same again)`)
const { status } = spawnSync(
  process.execPath,
  [path.join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', '--project', 'db', 'tests/fuzz'],
  { cwd: ROOT, stdio: 'inherit', env: { ...process.env, FUZZ_SEED: values.seed, FUZZ_INPUTS: values.inputs } },
)
process.exit(status ?? 1)
