// Directions: a room imports only rooms below it; adapters are the roof; pure files stay pure. README.md has the picture.
// The house, top to bottom, each (inner) room with its doors. What a rule here forbids:
// - to import from a room that stands above one's own, inner rooms included; so nothing leads in a circle.
// - to import from another room what is none of its doors. Name a file as a door when another room needs it for good; else move
//   what it needs into a door. Beside doors stand routes and jobs, which only the tables of URLs and of queues import.
/** @type {[room: string, doors: string[]][]} */
const house = [
  ['home', []],
  ['inbox/messages', ['messages.server']],
  ['inbox', ['depth.server', 'jobs', 'topics', 'inbox-worker.server']],
  ['privacy/proof', []],
  ['privacy', ['DataRequestsBanner', 'data-request-words', 'data-requests.server']],
  ['analytics/api', []],
  ['analytics/explain', []],
  [
    'analytics/campaign',
    ['CampaignReport', 'PeriodCard', 'SegmentReport', 'campaign-rows.server', 'period.server', 'report.server'],
  ],
  ['analytics/chart', []],
  ['analytics/member', ['MemberCampaigns', 'ScoreCard', 'member-campaigns.server', 'score.server']],
  ['analytics/hits', []],
  ['campaigns/page', []],
  ['campaigns/editor', []],
  ['campaigns/schedule', ['due.server']],
  ['campaigns/list', ['list-query', 'list.server']],
  [
    'campaigns/send',
    [
      'CancelModal',
      'ProgressCard',
      'ResendModal',
      'SkipList',
      'cancel.server',
      'plan-words',
      'progress.server',
      'skip-words',
    ],
  ],
  [
    'campaigns',
    [
      'CampaignTable',
      'HeldCampaignsBanner',
      'StatusBadge',
      'actions',
      'campaigns.server',
      'draft',
      'jobs',
      'problems',
      'state.server',
      'tracking',
      'useCampaignToasts',
    ],
  ],
  ['replies', ['forwarding.server', 'jobs', 'smtp.server']],
  ['sending/feedback', ['box-age.server', 'failures.server', 'fold.server']],
  [
    'sending',
    [
      'compile.server',
      'confirm.server',
      'estimate.server',
      'frequency.server',
      'jobs',
      'mailing-states.server',
      'mailings.server',
      'manifest',
      'problems',
      'recipients.server',
      'resend.server',
      'system-mails.server',
    ],
  ],
  ['segments/editor', []],
  [
    'segments',
    [
      'counts.server',
      'facts.server',
      'judge',
      'names.server',
      'rule-words',
      'rules',
      'sample.server',
      'segments.server',
      'sql.server',
    ],
  ],
  ['segments/fields', ['facts', 'field', 'fields']],
  ['tracking/held', ['look.server']],
  ['tracking/hits/reclassify', ['reclassify.server']],
  ['tracking/hits', ['fold-lock.server', 'fold-when-late.server', 'fold.server', 'hits.server', 'suspects.server']],
  ['tracking/hits/log', ['log-partitions.server']],
  [
    'tracking',
    [
      'campaign-people.server',
      'closed-shares.server',
      'events',
      'events.server',
      'jobs',
      'links.server',
      'provider-stats',
      'receipts.server',
      'reply-address.server',
      'slot.server',
    ],
  ],
  ['tracking/pages', ['opt-out-reasons']],
  ['tracking/pages/texts', []],
  ['tracking/provider', ['bounce-cause', 'domains.server', 'providers', 'resolve.server']],
  ['tracking/judge', ['agent-words', 'codes', 'hit', 'reason-words', 'suspects']],
  ['designer/studio', ['Studio']],
  ['designer/products', ['products.server']],
  ['designer/templates', ['saved-templates.server', 'starters']],
  ['designer/compile', ['compile.server']],
  ['designer', ['document', 'document-problems', 'product', 'rich-text']],
  ['mail/check', ['check', 'check-placeholders', 'example-links']],
  ['mail/text', ['text-part']],
  ['mail/edits', ['fill-placeholders', 'pipeline']],
  ['mail', ['draft', 'placeholders', 'template']],
  ['mail/source', ['href', 'scan']],
  ['sync', []],
  ['sync/reconcile', ['CheckCard', 'reconcile-words', 'reconcile.server']],
  ['sync/import', ['ImportCard', 'ImportProblem', 'import-words', 'import.server', 'jobs']],
  ['sync/side', ['jobs', 'side-imports.server']],
  ['sync/compare', []],
  ['sync/bulk', []],
  ['sync/write-back', ['write-back.server']],
  ['orders', ['OrdersCard', 'order', 'order-message', 'orders.server', 'save-orders.server']],
  ['members/page', ['deliverability']],
  ['members/list', []],
  ['members/list/bulk', []],
  ['members/list/export', ['export.server']],
  ['members/intake', ['apply.server', 'engagement.server', 'erase.server', 'incoming.server', 'merge.server']],
  ['members/list/views', []],
  ['members/list/query', ['list', 'list-conditions.server', 'list.server', 'ranges']],
  ['members/bounces', ['bounce-words', 'bounces.server', 'complaints', 'not-tried']],
  [
    'members/consent',
    [
      'HeldBanner',
      'consent-words',
      'erased-addresses.server',
      'followed-opt-outs.server',
      'held-opt-outs.server',
      'preferences.server',
      'take-back.server',
      'timeline-words',
      'unsubscribe.server',
    ],
  ],
  ['members/outbox', ['outbox.server', 'write-back-decision', 'write-back-words']],
  [
    'members/ledger',
    ['LedgerCheckCard', 'ledger-check-words', 'ledger-proof.server', 'ledger-verify.server', 'ledger.server'],
  ],
  [
    'members/core',
    [
      'consent',
      'customer',
      'do-not-track.server',
      'engagement',
      'first-order.server',
      'jobs',
      'mailed-campaigns.server',
      'members.server',
      'names',
      'points',
      'shopify-customers.server',
      'totals.server',
    ],
  ],
  ['settings', ['api-keys.server', 'brand', 'jobs', 'metafield', 'reply-to.server', 'settings.server', 'tracking']],
  ['tenants', ['admin.server', 'authenticate.server', 'jobs', 'refresh.server', 'tenants.server']],
  ['platform/start', ['start.server', 'warm-up.server']],
  ['platform/jobs', ['box-age.server', 'jobs.server', 'loop.server', 'shop-turns.server']],
  ['platform/shopify', ['shopify-admin.server', 'shopify-budget.server', 'shopify.server']],
  [
    'platform/ses',
    [
      'ses-identity.server',
      'ses-outcome',
      'ses-sender',
      'ses-words',
      'ses.server',
      'sns-endpoint.server',
      'sns.server',
    ],
  ],
  [
    'platform/http',
    [
      'attempts',
      'client-address.server',
      'http.server',
      'ip-address.server',
      'request-locale.server',
      'request-target',
    ],
  ],
  ['platform/db', ['brief-locks.server', 'db.server', 'int-array', 'partitions.server']],
  ['platform/faults', ['db-fault', 'failures.server', 'fault', 'within']],
  [
    'platform/text',
    [
      'bounds',
      'code-names',
      'color-mix',
      'contrast',
      'escape-html',
      'fold-case',
      'json',
      'mail-address',
      'mail-address-field',
      'mail-spellings.server',
      'moment',
      'tidy',
      'wall-clock',
      'zone',
    ],
  ],
  [
    'platform',
    ['clock.server', 'env.server', 'link-keys.server', 'log.server', 'metrics.server', 'outbound-fetch.server'],
  ],
]
// Who looks up, and why.
const looksUp = [
  'campaigns/list/list.route.tsx', // shows the rates of each campaign
  'campaigns/page/campaign.route.tsx', // becomes the report once the campaign is sent
  'members/list/members.route.tsx', // says how far the import is
  'members/page/member.route.tsx', // shows what the member got, opened and clicked
  'segments/editor/count.route.ts', // says why somebody can not be emailed
  'segments/export.route.ts', // says the same
  'segments/segment.route.tsx', // shows how campaigns to the segment went
].map(asPath)
const adapter = String.raw`\.(route|job)\.tsx?$`
const test = String.raw`\.test\.tsx?$|^tests/`
const roof = String.raw`^app/(root|routes|public|worker|server|health)\.`
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
function asPath(file) {
  return `^app/${file.replaceAll('.', '[.]')}$`
}
/** The files of a room, without those of its inner rooms. */
const filesOf = (room) => `^app/${room}/[^/]+$`
const above = (floor) => [roof, ...house.slice(0, floor).map(([upper]) => filesOf(upper))]

export default {
  forbidden: [
    ...house.flatMap(([room, doors], floor) => [
      forbid(`${room} looks up`, { path: filesOf(room), pathNot: [...looksUp, test] }, { path: above(floor) }),
      forbid(
        `${room} has doors`,
        { path: '^app/', pathNot: [`^app/${room.split('/')[0]}/`, test] },
        {
          path: filesOf(room),
          pathNot: [adapter, ...doors.flatMap((door) => [asPath(`${room}/${door}.ts`), asPath(`${room}/${door}.tsx`)])],
        },
      ),
    ]),
    forbid(
      'room-unknown',
      {},
      { path: '^app/[^/]+/', pathNot: [...house.map(([room]) => filesOf(room)), '^app/(ui|platform/prisma)/'] },
    ),
    forbid('cycle', {}, { circular: true }),
    forbid('adapter-imported', { pathNot: [String.raw`^app/(routes|public|worker)\.ts$`, test] }, { path: adapter }),
    forbid(
      'ui-knows-a-domain',
      { path: '^app/ui/', pathNot: adapter },
      { path: '^app/', pathNot: '^app/(ui|platform/text)/' },
    ),
    forbid('polaris-outside-ui', { pathNot: '^app/ui/' }, { path: 'node_modules/@shopify/polaris' }),
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
