// Sentences for what keeps an email from being sent, whatever it belongs to.

export const NOT_COMPILABLE =
  'This HTML can’t be made into an email: it’s nested too deeply or too large. Remove parts of it, or start from a simpler template.'

export const NOT_PREPARED =
  'The recipients couldn’t be prepared after several attempts. Resume to try again, or cancel the campaign. If it keeps happening, tell whoever runs Glancito for you.'
