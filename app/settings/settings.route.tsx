import { isDeepStrictEqual } from 'node:util'
import { type ActionFunctionArgs, data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { z } from 'zod'
import { env } from '#app/platform/env.server.ts'
import { readJson } from '#app/platform/text/json.ts'
import { enqueue } from '#app/platform/jobs/jobs.server.ts'
import { requireTenant } from '#app/tenants/authenticate.server.ts'
import type { Tenant } from '#app/tenants/tenants.server.ts'
import { Sections } from '#app/ui/layout/Section.tsx'
import { Page } from '#app/ui/layout/Page.tsx'
import { FormBar } from '#app/ui/forms/FormBar.tsx'
import { PageError } from '#app/ui/feedback/PageError.tsx'
import { LARGEST_INT } from '#app/platform/text/bounds.ts'
import { createApiKey, deleteApiKey, listApiKeys } from './api-keys.server.ts'
import { pointsQueue } from './jobs.ts'
import { ApiKeysSection } from './ApiKeysSection.tsx'
import { KeepLessModal } from './KeepLessModal.tsx'
import { lossOf } from './privacy.server.ts'
import { lossWords } from './privacy-words.ts'
import { PrivacySection } from './PrivacySection.tsx'
import { BrandSection } from './BrandSection.tsx'
import { CampaignsSection } from './CampaignsSection.tsx'
import { ConsentSection } from './ConsentSection.tsx'
import { NumbersSection } from './NumbersSection.tsx'
import { PointsSection } from './PointsSection.tsx'
import { SenderSection } from './SenderSection.tsx'
import { askAboutSender } from './sender.server.ts'
import { getSettings, saveSettings, senderOf } from './settings.server.ts'
import { checkSettings, type Settings } from './settings.ts'
import { SyncSection } from './SyncSection.tsx'
import { TrackingSection } from './TrackingSection.tsx'
import { useSettingsForm } from './useSettingsForm.ts'

export const meta: MetaFunction = () => [{ title: 'Settings · Glancito' }]

export async function loader({ request }: LoaderFunctionArgs) {
  const tenant = await requireTenant(request)
  const [settings, keys] = await Promise.all([getSettings(tenant.tenantId), listApiKeys(tenant.tenantId)])
  const { fromName, fromEmail } = senderOf(tenant, { ...settings, senderName: null, senderEmail: null })
  return {
    settings,
    defaults: { name: fromName, email: fromEmail },
    replyDomain: env().REPLY_DOMAIN ?? null,
    currency: tenant.currency,
    keys: keys.map(({ createdAt, lastUsedAt, ...key }) => ({
      ...key,
      createdAt: createdAt.toISOString(),
      lastUsedAt: lastUsedAt?.toISOString() ?? null,
    })),
  }
}

const keyName = z.string().trim().min(1, 'Give the key a name').max(80, 'Use at most 80 characters')
const command = z.discriminatedUnion('intent', [
  z.object({ intent: z.literal('save'), fields: z.unknown(), confirmed: z.boolean().default(false) }),
  z.object({ intent: z.literal('create-key'), name: z.string() }),
  z.object({ intent: z.literal('delete-key'), keyId: z.number().int().positive().max(LARGEST_INT) }),
])

export async function action({ request }: ActionFunctionArgs) {
  const tenant = await requireTenant(request)
  const asked = command.safeParse(await readJson(request))
  if (!asked.success)
    throw new Response('This action isn’t available here. Reload the page and try again.', { status: 400 })
  switch (asked.data.intent) {
    case 'save':
      return save(tenant, asked.data.fields, asked.data.confirmed)
    case 'create-key':
      return createKey(tenant, asked.data.name)
    case 'delete-key': {
      const deleted = await deleteApiKey(tenant.tenantId, asked.data.keyId)
      return deleted ? { toast: 'Key deleted' } : data({ toast: 'This key no longer exists' }, { status: 404 })
    }
  }
}

/** What deletes something is only saved once that was `confirmed`. */
async function save(tenant: Tenant, fields: unknown, confirmed: boolean) {
  const { tenantId } = tenant
  const checked = checkSettings(fields)
  if (!checked.ok) return data({ errors: checked.errors }, { status: 422 })
  const before = await getSettings(tenantId)
  const sender = await askAboutSender(tenant, before, checked.settings)
  if (sender.problem) return data({ errors: { senderEmail: sender.problem } }, { status: 422 })
  const loss = confirmed ? null : await lossOf(tenantId, before, checked.settings)
  if (loss) return { losses: lossWords(loss) }
  const notes = sender.doubt ? { notes: { senderEmail: sender.doubt } } : {}
  await saveSettings(tenantId, checked.settings)
  const areElsewhere = readsAnotherMetafield(before, checked.settings)
  if (!areElsewhere && !countsOtherwise(before, checked.settings)) return { toast: 'Settings saved', ...notes }
  // One that reads the customers anew is not served by one that waits and only counts.
  await enqueue(pointsQueue, { tenantId, areElsewhere }, { key: `${tenantId}${areElsewhere ? ' import' : ''}` })
  return { toast: 'Settings saved. Points and tiers are being recalculated.', ...notes }
}

function readsAnotherMetafield(before: Settings, { pointsSource, pointsMetafield }: Settings): boolean {
  return (
    pointsSource === 'metafield' && (before.pointsSource !== pointsSource || before.pointsMetafield !== pointsMetafield)
  )
}

const countsOtherwise = (before: Settings, after: Settings) =>
  before.pointsSource !== after.pointsSource ||
  before.pointsPerUnit !== after.pointsPerUnit ||
  !isDeepStrictEqual(before.tiers, after.tiers)

async function createKey({ tenantId }: Tenant, text: string) {
  const name = keyName.safeParse(text)
  if (!name.success)
    return data({ errors: { name: name.error.issues[0]?.message ?? 'Give the key a name' } }, { status: 422 })
  return { key: await createApiKey(tenantId, name.data) }
}

export default function SettingsPage() {
  const { settings, defaults, replyDomain, currency, keys } = useLoaderData<typeof loader>()
  const { form, dirty, saving, save: submit, discard, losses, confirm, dismiss } = useSettingsForm(settings)
  return (
    <Page title="Settings">
      <FormBar id="settings" dirty={dirty} saving={saving} onSave={submit} onDiscard={discard} />
      <Sections>
        <SenderSection form={form} defaults={defaults} replyDomain={replyDomain} />
        <BrandSection form={form} />
        <CampaignsSection form={form} />
        <TrackingSection form={form} />
        <PrivacySection form={form} />
        <PointsSection form={form} currency={currency} />
        <ConsentSection form={form} />
        <NumbersSection form={form} />
        <SyncSection />
        <ApiKeysSection keys={keys} />
      </Sections>
      <KeepLessModal losses={losses} loading={saving} onConfirm={confirm} onClose={dismiss} />
    </Page>
  )
}

export function ErrorBoundary() {
  return <PageError back={{ content: 'Home', url: '/app' }} />
}
