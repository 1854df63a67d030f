// Directions: a room imports only rooms below it; adapters are the roof; pure files stay pure. README.md has the picture.
const rooms = [
  'home',
  'inbox',
  'privacy',
  'analytics',
  'campaigns',
  'sending',
  'segments',
  'tracking',
  'mail',
  'sync',
  'members',
  'settings',
  'tenants',
  'platform',
]
// Pages that show what a room above knows of their subject.
const looksUp = [
  'campaigns/campaign.route.tsx',
  'campaigns/list.route.tsx',
  'members/list/members.route.tsx',
  'members/page/member.route.tsx',
  'segments/segment.route.tsx',
].map((file) => `^app/${file.replaceAll('.', '[.]')}$`)
const adapter = String.raw`\.(route|job)\.tsx?$`
const test = String.raw`\.test\.tsx?$|^tests/`
const pure = {
  path: '^app/',
  pathNot: [
    adapter,
    test,
    String.raw`\.server\.tsx?$`,
    '^app/(root|routes|public|worker|server|entry)',
    '^app/platform/prisma/',
  ],
}
const forbid = (name, from, to) => ({ name, severity: 'error', from, to })

export default {
  forbidden: [
    ...rooms.map((room, floor) =>
      forbid(
        `${room}-looks-up`,
        { path: `^app/${room}/`, pathNot: [...looksUp, test] },
        {
          path: [
            ...rooms.slice(0, floor).map((upper) => `^app/${upper}/`),
            String.raw`^app/(root|routes|public|worker|server|health)\.`,
          ],
        },
      ),
    ),
    forbid('cycle', {}, { circular: true }),
    forbid('adapter-imported', { pathNot: [String.raw`^app/(routes|public|worker)\.ts$`, test] }, { path: adapter }),
    forbid('ui-knows-a-domain', { path: '^app/ui/', pathNot: adapter }, { path: '^app/', pathNot: '^app/ui/' }),
    forbid('pure-file-reaches-out', pure, {
      path: [String.raw`\.server\.tsx?$`, 'node_modules/(pg|pg-boss|@aws-sdk|@prisma)/'],
      dependencyTypesNot: ['type-only'],
    }),
    forbid('pure-file-uses-node', pure, { dependencyTypes: ['core'] }),
    forbid('test-code-imported', { pathNot: [test, '^bench/'] }, { path: test }),
    forbid('app-knows-the-simulator', { path: '^app/', pathNot: test }, { path: '^(simulator|bench|scripts)/' }),
    forbid(
      'simulator-knows-the-app',
      { path: '^simulator/', pathNot: [test, '^simulator/demo-shop/history'] },
      { path: '^app/' },
    ),
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(app/platform/prisma|build|extensions)/' },
  },
}
