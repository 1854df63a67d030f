import { defineConfig, devices } from '@playwright/test'

const desktop = devices['Desktop Chrome']

// Shopify's library answers 410 to user agents that name HeadlessChrome, so every project names the one of a person.
export default defineConfig({
  testDir: 'tests/e2e',
  timeout: 120_000,
  expect: { timeout: 15_000 },
  workers: 1,
  retries: 0,
  reporter: [['list'], ['./tests/playwright-summary.ts']],
  outputDir: 'test-results',
  globalSetup: './tests/e2e/world.ts',
  use: {
    ...desktop,
    userAgent: desktop.userAgent,
    actionTimeout: 20_000,
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(process.env['CHROMIUM_PATH'] && { executablePath: process.env['CHROMIUM_PATH'] }),
      args: [
        '--no-sandbox',
        '--disable-features=LocalNetworkAccessChecks',
        '--disable-background-networking',
        '--no-first-run',
      ],
    },
  },
})
