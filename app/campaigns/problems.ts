// Sentences for what keeps a campaign from going on, where more than one place says them.

export const NO_SUCH_CAMPAIGN = 'This campaign doesn’t exist.'

export const NOT_COMPILABLE =
  'This HTML can’t be made into an email: it’s nested too deeply or too large. Remove parts of it, or start from a simpler template.'

export const NOT_PREPARED =
  'The recipients couldn’t be prepared after several attempts. Resume to try again, or cancel the campaign. If it keeps happening, tell whoever runs Glancito for you.'

export const NOBODY_REACHABLE =
  'No one in this segment can be emailed right now. Choose another segment, or check its members to see why.'
