// The processes of a storm: killed without warning, started again.
import { start, stopAll, type Started } from '../../scripts/processes.ts'

export type Role = { name: string; script: string; env?: Record<string, string> }

export type Death = { role: string; at: number }

/** Keeps one process per role; `kill` ends one with SIGKILL, `revive` starts those that are dead. */
export class Crew {
  #alive = new Map<Role, Started>()
  #bornAt = new Map<Role, number>()
  #births = 0
  readonly kills = new Map<string, number>()
  /** What was killed, and when it was surely dead. */
  readonly deaths: Death[] = []
  /** How often one had to be started again that nobody killed: one that starts while the database is away gives up. */
  endedThemselves = 0
  readonly #options: { env: Record<string, string>; logFolder: string }

  constructor(options: { env: Record<string, string>; logFolder: string }) {
    this.#options = options
  }

  async revive(roles: Role[]): Promise<void> {
    for (const role of roles) {
      const current = this.#alive.get(role)
      if (current && isAlive(current)) continue
      if (current && current.child.signalCode !== 'SIGKILL') this.endedThemselves += 1
      this.#births += 1
      const name = `${role.name}-${String(this.#births).padStart(4, '0')}`
      const env = { ...this.#options.env, ...role.env }
      const started = await start(name, role.script, { ...this.#options, env })
      this.#alive.set(role, started)
      this.#bornAt.set(role, Date.now())
    }
  }

  async kill(role: Role): Promise<void> {
    const started = this.#alive.get(role)
    if (!started || !isAlive(started)) return
    const kind = role.name.replace(/-\d+$/, '')
    this.kills.set(kind, (this.kills.get(kind) ?? 0) + 1)
    const ended = new Promise((resolve) => started.child.once('exit', resolve))
    started.child.kill('SIGKILL')
    await ended
    this.deaths.push({ role: role.name, at: Date.now() })
  }

  /** Asks the role's process to end as a deploy does. */
  async end(role: Role): Promise<void> {
    const started = this.#alive.get(role)
    if (started) await stopAll([started])
  }

  /** How long the role's process has lived. */
  ageMs(role: Role): number {
    return Date.now() - (this.#bornAt.get(role) ?? Date.now())
  }

  async stop(): Promise<void> {
    await stopAll([...this.#alive.values()])
  }
}

function isAlive({ child }: Started): boolean {
  return child.exitCode === null && child.signalCode === null
}
