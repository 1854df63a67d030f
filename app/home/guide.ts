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
    title: 'Say who your emails come from',
    text: 'A name that your customers know is opened more often.',
    action: 'Set the sender',
    url: '/app/settings',
  },
  {
    key: 'postalAddress',
    title: 'Add your postal address',
    text: 'The law asks for it at the foot of each marketing email.',
    action: 'Add the address',
    url: '/app/settings',
  },
  {
    key: 'segment',
    title: 'Make your first segment',
    text: 'Choose whom to write to: by consent, orders, points or tags.',
    action: 'Create a segment',
    url: '/app/segments/new',
  },
  {
    key: 'campaign',
    title: 'Send your first campaign',
    text: 'Those who didn’t consent, unsubscribed or hard bounced are left out by themselves.',
    action: 'Create a campaign',
    url: '/app/campaigns/new',
  },
]

/** The steps of the guide. */
export function guideSteps(state: GuideState): GuideStep[] {
  return STEPS.map((step) => ({ ...step, done: state[step.key] }))
}
