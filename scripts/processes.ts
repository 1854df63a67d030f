// Child processes of the scripts: started with a name, ended together.
import { type ChildProcess, spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

export const ROOT = path.resolve(import.meta.dirname, '..')

export type Started = { name: string; child: ChildProcess; logFile: string }

/** Starts a Node script; what it prints goes to `logFolder`/NAME.log. */
export async function start(
  name: string,
  script: string,
  options: { env: Record<string, string>; logFolder: string },
): Promise<Started> {
  await mkdir(options.logFolder, { recursive: true })
  const logFile = path.join(options.logFolder, `${name}.log`)
  const out = createWriteStream(logFile)
  // Its own group: Ctrl-C reaches this process alone, which then stops the others in order.
  const child = spawn(process.execPath, [path.join(ROOT, script)], {
    cwd: ROOT,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...options.env },
  })
  child.stdout.pipe(out)
  child.stderr.pipe(out)
  return { name, child, logFile }
}

/** Asks each process to end, in the order given, and kills one that has not after ten seconds. */
export async function stopAll(started: Started[]): Promise<void> {
  for (const { child } of started) {
    if (child.exitCode !== null || child.signalCode !== null) continue
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGTERM')
    const late = setTimeout(() => child.kill('SIGKILL'), 10_000)
    await ended
    clearTimeout(late)
  }
}

/** Waits until `url` answers 2xx. @throws with the process's log when it has ended or stays silent. */
export async function untilReady({ name, child, logFile }: Started, url: string, seconds = 60): Promise<void> {
  for (let waited = 0; waited < seconds * 10; waited += 1) {
    if (child.exitCode !== null) throw new Error(`${name} has ended; see ${logFile}`)
    const ready = await fetch(url).then(
      (answer) => answer.ok,
      () => false,
    )
    if (ready) return
    await sleep(100)
  }
  throw new Error(`${name} did not answer at ${url} within ${seconds} s; see ${logFile}`)
}
