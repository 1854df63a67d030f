// The simulated AWS account: identities, configuration sets, quotas, what it is allowed. Kept over a restart.
import type { DatabaseSync } from 'node:sqlite'
import { z } from 'zod'
import { ACCOUNT_ID } from './events.ts'
import type { AccountRules } from './rules.ts'

const share = z.number().min(0).max(1)

export const accountSettings = z.object({
  identities: z.array(z.string().toLowerCase()),
  /** Known and not verified: nothing may be sent from them. */
  pendingIdentities: z.array(z.string().toLowerCase()),
  configurationSets: z.record(z.string(), z.object({ topicArn: z.string().nullable(), sendingEnabled: z.boolean() })),
  maxSendRate: z.number().positive(),
  /** -1 is no limit, as at AWS. */
  max24HourSend: z.number().int().min(-1),
  sendingEnabled: z.boolean(),
  productionAccess: z.boolean(),
  enforcementStatus: z.enum(['HEALTHY', 'PROBATION', 'SHUTDOWN']),
  suppressedReasons: z.array(z.enum(['BOUNCE', 'COMPLAINT'])),
  /** The API documents the one name, the developer guide the other. */
  throttleType: z.enum(['TooManyRequestsException', 'ThrottlingException']),
  /** How long a delivery takes, in real time and in the times that events tell. */
  latencyMs: z.object({ min: z.number().int().min(0), max: z.number().int().min(0) }),
  shares: z.object({ hardBounce: share, softBounce: share, complaint: share }),
})

export type AccountSettings = z.infer<typeof accountSettings>

export interface Account {
  settings: AccountSettings
  change(patch: Partial<AccountSettings>): void
  rules(region: string): AccountRules
}

const DEMO_IDENTITY = 'mail.glancito-demo.example'
const DEMO_CONFIGURATION_SET = 'glancito'

export function demoTopicArn(region: string): string {
  return `arn:aws:sns:${region}:${ACCOUNT_ID}:glancito-ses-events`
}

function defaults(region: string): AccountSettings {
  return {
    identities: [DEMO_IDENTITY],
    pendingIdentities: [],
    configurationSets: { [DEMO_CONFIGURATION_SET]: { topicArn: demoTopicArn(region), sendingEnabled: true } },
    maxSendRate: 500,
    max24HourSend: 200_000,
    sendingEnabled: true,
    productionAccess: true,
    enforcementStatus: 'HEALTHY',
    suppressedReasons: ['BOUNCE', 'COMPLAINT'],
    throttleType: 'TooManyRequestsException',
    latencyMs: { min: 50, max: 300 },
    shares: { hardBounce: 0, softBounce: 0, complaint: 0 },
  }
}

export function createAccount(db: DatabaseSync, region: string): Account {
  db.exec('CREATE TABLE IF NOT EXISTS ses_account (id INTEGER PRIMARY KEY CHECK (id = 1), settings TEXT NOT NULL)')
  const stored = z.object({ settings: z.string() }).safeParse(db.prepare('SELECT settings FROM ses_account').get())
  const saved = stored.success ? accountSettings.partial().parse(JSON.parse(stored.data.settings)) : {}
  const save = db.prepare(
    'INSERT INTO ses_account (id, settings) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET settings = excluded.settings',
  )
  const account: Account = {
    settings: { ...defaults(region), ...saved },
    change(patch) {
      account.settings = { ...account.settings, ...patch }
      save.run(JSON.stringify(account.settings))
    },
    rules: () => rulesOf(account.settings, region),
  }
  return account
}

function rulesOf(settings: AccountSettings, region: string): AccountRules {
  return {
    region,
    verifiedIdentities: new Set(settings.identities),
    configurationSets: new Map(Object.entries(settings.configurationSets)),
    sendingEnabled: settings.sendingEnabled && settings.enforcementStatus !== 'SHUTDOWN',
    productionAccess: settings.productionAccess,
  }
}
