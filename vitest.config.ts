import { defineConfig } from 'vitest/config'

// Hooks also make and drop databases, for which PostgreSQL writes down all it holds: on a busy machine that may take a minute.
const shared = { environment: 'node' as const, testTimeout: 20_000, hookTimeout: 120_000 }

// Two projects: `unit` touches no database; `db` gives each file a fresh copy of a migrated PostgreSQL database.
export default defineConfig({
  esbuild: { jsx: 'automatic' },
  test: {
    reporters: process.env['SUMMARY_FILE'] ? ['default', './tests/summary-reporter.ts'] : ['default'],
    maxWorkers: 2,
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          include: ['{app,simulator,tests,bench,scripts,extensions}/**/*.test.{ts,tsx}'],
          exclude: ['**/*.db.test.*', '**/node_modules/**'],
          setupFiles: ['./tests/test-env.ts'],
        },
      },
      {
        test: {
          ...shared,
          name: 'db',
          include: ['{app,tests}/**/*.db.test.{ts,tsx}'],
          exclude: ['**/node_modules/**'],
          globalSetup: ['./tests/template-database.ts'],
          setupFiles: ['./tests/test-env.ts', './tests/database.ts'],
        },
      },
    ],
  },
})
