// The few things a shop does before its first campaign, ticked off by what is really there.

export type GuideState = { sender: boolean; postalAddress: boolean; segment: boolean; campaign: boolean }

export type GuideStep = {
  key: keyof GuideState
  title: string
  text: string
  action: string
  url: string
  done: boolean
}

const STEPS: Omit<GuideStep, 'done'>[] = [
  {
    key: 'sender',
    title: 'Set who your emails come from',
    text: 'Emails from a name your customers know get opened more.',
    action: 'Set sender',
    url: '/app/settings',
  },
  {
    key: 'postalAddress',
    title: 'Add your postal address',
    text: 'By law, every marketing email must show it.',
    action: 'Add address',
    url: '/app/settings',
  },
  {
    key: 'segment',
    title: 'Create your first segment',
    text: 'Choose who to email by consent, orders, points, or tags.',
    action: 'Create a segment',
    url: '/app/segments/new',
  },
  {
    key: 'campaign',
    title: 'Send your first campaign',
    text: 'Members who didn’t consent, unsubscribed, or hard bounced are skipped automatically.',
    action: 'Create a campaign',
    url: '/app/campaigns/new',
  },
]

/** The steps of the guide. */
export function guideSteps(state: GuideState): GuideStep[] {
  return STEPS.map((step) => ({ ...step, done: state[step.key] }))
}
