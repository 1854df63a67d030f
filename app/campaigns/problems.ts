// Sentences for what keeps a campaign from going on, where more than one place says them.

export const NO_SUCH_CAMPAIGN = 'There is no such campaign.'

export const NOT_COMPILABLE =
  'This HTML can’t be made into an e-mail: it is nested too deep or too large. Remove parts of it, or start from a simpler template.'

export const NOT_PREPARED =
  'The recipients could not be prepared, though it was tried several times. Resume to try again, or cancel the campaign. If it goes on, tell whoever runs Glancito for you.'

export const NOBODY_REACHABLE =
  'Nobody in this segment can be mailed right now: choose another one, or look at its members to see why.'
