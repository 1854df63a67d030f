// What the demo shop has sent in the last weeks.
import type { SegmentRules } from '#app/segments/rules.ts'
import type { Appeal } from '../reader.ts'
import type { TemplateName } from '../templates.ts'

export type PastCampaign = {
  name: string
  subject: string
  preheader: string
  template: TemplateName
  segment: { name: string; rules: SegmentRules }
  daysAgo: number
  appeal: Appeal
}

const subscribers: SegmentRules = { match: 'all', rules: [{ field: 'email-consent', operator: 'is', value: true }] }

export const PAST: PastCampaign[] = [
  {
    name: 'Autumn arrivals',
    subject: 'New for autumn, {{first_name | friend}}',
    preheader: 'Wool, linen and the last warm evenings.',
    template: 'new-arrivals',
    segment: { name: 'Email subscribers', rules: subscribers },
    daysAgo: 24,
    appeal: { opens: 0.34, clicksOfOpens: 0.14, unsubscribes: 0.008, complaints: 0.0015 },
  },
  {
    name: 'Your points are waiting',
    subject: 'You have {{points}} points, {{first_name | friend}}',
    preheader: 'Turn them into something nice before the month ends.',
    template: 'loyalty-points',
    segment: {
      name: 'Loyal customers',
      rules: { match: 'all', rules: [...subscribers.rules, { field: 'points', operator: 'at-least', value: 200 }] },
    },
    daysAgo: 12,
    appeal: { opens: 0.47, clicksOfOpens: 0.26, unsubscribes: 0.003, complaints: 0.001 },
  },
  {
    name: 'Early winter sale',
    subject: 'Up to 30 % off, from today',
    preheader: 'Three days, the whole shop.',
    template: 'sale',
    segment: { name: 'Email subscribers', rules: subscribers },
    daysAgo: 4,
    appeal: { opens: 0.29, clicksOfOpens: 0.19, unsubscribes: 0.012, complaints: 0.002 },
  },
]
