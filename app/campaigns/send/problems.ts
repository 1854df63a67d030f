// Sentences for what keeps a campaign from going on, where more than one place says them.

export const NO_SUCH_CAMPAIGN = 'There is no such campaign.'

export const NOBODY_REACHABLE =
  'Nobody in this segment can be mailed right now: choose another one, or look at its members to see why.'
