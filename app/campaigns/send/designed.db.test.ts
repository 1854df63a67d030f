// A campaign whose HTML is made of a design. The shops here have no session at Shopify: nothing can be asked of it.
import type { MailDocument } from '#app/designer/document.ts'
import { plainText } from '#app/designer/rich-text.ts'
import { db } from '#app/platform/db/db.server.ts'
import { getSettings, saveSettings } from '#app/settings/settings.server.ts'
import { aMember, aSegment, aTenant } from '#tests/factories.ts'
import { withFakeSes } from '#tests/fake-ses.ts'
import { beforeAll, expect, test } from 'vitest'
import { copyCampaign, createCampaign, getCampaign, updateDraft } from '../campaigns.server.ts'
import { campaignForm, type CampaignDraft } from '../draft.ts'
import { previewFields } from '../editor/field-preview.server.ts'
import { actOnCampaign } from '../page/act.server.ts'
import { startCampaign } from './start.server.ts'

withFakeSes()
// It is hundreds of modules, which the first mail waits for.
beforeAll(async () => {
  await import('mjml')
})

const section = { background: null, padding: 'medium' } as const
const footer = { id: 'f', type: 'footer', ...section, text: plainText('Bye') } as const
const said = (words: string): MailDocument => ({
  version: 1,
  language: 'en',
  blocks: [{ id: 'a', type: 'text', ...section, text: plainText(words) }, footer],
})
const products: MailDocument = {
  ...said('x'),
  blocks: [
    {
      id: 'p',
      type: 'products',
      ...section,
      source: { kind: 'newest', count: 2 },
      perRow: 2,
      showsPrice: true,
      buttonLabel: '',
    },
    footer,
  ],
}

const aDraft = (design: MailDocument | null, change: Partial<CampaignDraft> = {}): CampaignDraft => ({
  name: 'Spring',
  subject: 'Hi',
  preheader: '',
  html: '',
  design,
  segmentId: null,
  trackOpens: true,
  trackClicks: true,
  utm: true,
  frequencyExempt: false,
  ...change,
})

test('a save makes the HTML of the design, in the shop’s brand, and keeps both', async () => {
  const tenantId = await aTenant()
  await saveSettings(tenantId, { brandColor: '#7a2e1d', cardColor: '#fffaf0', headingFont: 'georgia' })
  const campaignId = await createCampaign(tenantId, aDraft(said('first')))
  const draft = aDraft(said('Hello from us'), { html: '<p>what the browser had</p>' })
  expect((await actOnCampaign(tenantId, campaignId, { intent: 'save', draft })).answer).toEqual({ saved: 2 })
  const saved = await getCampaign(tenantId, campaignId)
  expect(saved.html).toContain('Hello from us')
  expect(saved.html).toContain('#fffaf0')
  expect(saved.html).not.toContain('what the browser had')
  expect(campaignForm.parse(saved).design).toEqual(said('Hello from us'))
})

test('a campaign with HTML of its own has no design, and keeps its bytes', async () => {
  const tenantId = await aTenant()
  const campaignId = await createCampaign(tenantId, aDraft(said('designed')))
  const draft = aDraft(null, { html: '<p>by hand</p>' })
  await actOnCampaign(tenantId, campaignId, { intent: 'save', draft })
  expect(await getCampaign(tenantId, campaignId)).toMatchObject({ html: '<p>by hand</p>', design: null })
})

test('a copy has the design too, whatever became of the campaign', async () => {
  const tenantId = await aTenant()
  const copyId = await copyCampaign(tenantId, await createCampaign(tenantId, aDraft(said('copied'))))
  expect((await getCampaign(tenantId, copyId ?? 0)).design).toEqual(said('copied'))
})

test('what a start sends is made with the brand as it is then', async () => {
  const tenantId = await aTenant()
  await aMember(tenantId)
  const segmentId = await aSegment(tenantId)
  const campaignId = await createCampaign(tenantId, aDraft(said('x'), { segmentId }))
  await actOnCampaign(tenantId, campaignId, { intent: 'save', draft: aDraft(said('News'), { segmentId }) })
  await saveSettings(tenantId, { cardColor: '#e0ffe0' })
  expect(await startCampaign(tenantId, campaignId)).toEqual({ ok: true })
  const content = await db().query<{ html: string }>('SELECT html FROM contents WHERE tenant_id = $1', [tenantId])
  expect(content.rows[0]?.html).toContain('#e0ffe0')
  expect((await getCampaign(tenantId, campaignId)).html).toBe(content.rows[0]?.html)
})

test('while Shopify can not be asked for products, the mail is shown without them and not sent', async () => {
  const tenantId = await aTenant()
  await aMember(tenantId)
  const segmentId = await aSegment(tenantId)
  const campaignId = await createCampaign(tenantId, aDraft(products, { segmentId }))
  const words = /^Shopify couldn’t be asked for the products/
  const preview = await previewFields(tenantId, aDraft(products, { segmentId }))
  expect(preview.html).toContain('Bye')
  expect(preview.problems).toContainEqual(expect.stringMatching(words))
  expect(await startCampaign(tenantId, campaignId)).toMatchObject({
    ok: false,
    problems: [expect.stringMatching(words)],
  })
})

test.each<[string, MailDocument['blocks'][number], string]>([
  [
    'a button that leads nowhere',
    { id: 'b', type: 'button', ...section, label: 'Go', href: '', look: 'solid', isWide: false, align: 'start' },
    'Section 1 (Button): enter where the button leads.',
  ],
  [
    'a button without words',
    {
      id: 'b',
      type: 'button',
      ...section,
      label: ' ',
      href: 'https://a.example',
      look: 'solid',
      isWide: false,
      align: 'start',
    },
    'Section 1 (Button): write what the button says.',
  ],
  [
    'an image that is not chosen',
    {
      id: 'i',
      type: 'image',
      ...section,
      src: '',
      alt: '',
      isDecoration: false,
      href: '',
      widthPx: null,
      align: 'center',
    },
    'Section 1 (Image): enter the full address of an image, beginning with https://',
  ],
  [
    'a code that is missing',
    { id: 'c', type: 'coupon', ...section, words: 'x', code: '', small: '' },
    'Section 1 (Coupon): enter the code.',
  ],
  [
    'products that nobody chose',
    {
      id: 'p',
      type: 'products',
      ...section,
      source: { kind: 'manual', productIds: [] },
      perRow: 1,
      showsPrice: true,
      buttonLabel: '',
    },
    'Section 1 (Products): choose products.',
  ],
  [
    'a collection that nobody chose',
    {
      id: 'p',
      type: 'products',
      ...section,
      source: { kind: 'best-selling', collectionId: null, count: 2 },
      perRow: 1,
      showsPrice: true,
      buttonLabel: '',
    },
    'Section 1 (Products): choose a collection.',
  ],
])('%s keeps a campaign from starting, and is told with its section', async (_, block, problem) => {
  const tenantId = await aTenant()
  await aMember(tenantId)
  const design = { ...said('x'), blocks: [block, ...said('x').blocks] }
  const draft = aDraft(design, { segmentId: await aSegment(tenantId) })
  const campaignId = await createCampaign(tenantId, draft)
  expect((await previewFields(tenantId, draft)).problems).toContain(problem)
  expect(await startCampaign(tenantId, campaignId)).toMatchObject({
    ok: false,
    problems: expect.arrayContaining([problem]),
  })
})

test('a design is kept as a template under its name', async () => {
  const tenantId = await aTenant()
  const campaignId = await createCampaign(tenantId, aDraft(said('x')))
  const keep = (name: string, design: MailDocument | null) =>
    actOnCampaign(tenantId, campaignId, { intent: 'save-template', name, draft: aDraft(design) })
  expect((await keep('Mine', said('x'))).answer).toEqual({ toast: 'Template “Mine” saved' })
  expect((await keep('mine', said('y'))).answer.template).toContain('already a template')
  expect((await keep('Other', null)).answer.template).toContain('Only a designed email')
})

test('a design that is none is refused with what is wrong, and what stands keeps standing', async () => {
  const read = campaignForm.safeParse({ ...aDraft(null), design: { version: 1, blocks: [] } })
  expect(read.error?.issues[0]?.path).toEqual(['design'])
  const tenantId = await aTenant()
  const campaignId = await createCampaign(tenantId, aDraft(said('stays')))
  expect(await updateDraft(tenantId, campaignId, aDraft(said('changed')))).toEqual({ kind: 'saved', version: 2 })
  expect((await getSettings(tenantId)).socialLinks).toEqual([])
})
