// Runs the simulator as a process of its own: `node simulator/main.ts`.
import { settingsFrom } from './context.ts'
import { startSimulator } from './simulator.ts'

const simulator = await startSimulator({ ...settingsFrom(process.env), log: (line) => console.log(line) })
console.log(`Simulated Shopify, SES and mailboxes: ${simulator.url}`)

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void simulator.close().then(() => process.exit(0))
  })
}
