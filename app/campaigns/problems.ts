// Sentences for what keeps a campaign from going on, where more than one place says them.

export const NO_SUCH_CAMPAIGN = 'This campaign doesn’t exist.'

export const NOBODY_REACHABLE =
  'No one in this segment can be emailed right now. Choose another segment, or check its members to see why.'
