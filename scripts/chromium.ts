// A Chromium for the browser tests: one that is there, else Playwright's own, else the distribution's package.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { chromium } from 'playwright'
import { ROOT } from './processes.ts'

const INSTALLED = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

const present = (): string | undefined =>
  [process.env['CHROMIUM_PATH'], ...INSTALLED, chromium.executablePath()].find((file) => file && existsSync(file))

/** The browser's path; installs one where it can, and says what to do where it can not. */
export async function findChromium(): Promise<{ path: string } | { problem: string }> {
  const found = present() ?? downloaded() ?? packaged()
  if (found) return { path: found }
  return {
    problem: 'no Chromium was found, downloaded or installed. Install Chrome or Chromium, or set CHROMIUM_PATH to one.',
  }
}

function downloaded(): string | undefined {
  console.log("Looking for a browser: trying Playwright's download …")
  spawnSync(process.execPath, [path.join(ROOT, 'node_modules/playwright/cli.js'), 'install', 'chromium'], {
    stdio: 'inherit',
    timeout: 180_000,
  })
  return present()
}

function packaged(): string | undefined {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return undefined
  console.log('Looking for a browser: installing the package chromium …')
  const apt = (...args: string[]) =>
    spawnSync('apt-get', args, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
  apt('update', '-qq')
  apt('install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-noto-core', 'fonts-noto-cjk')
  return present()
}
