// Sentences for what keeps an e-mail from being sent, whatever it belongs to.

export const NOT_COMPILABLE =
  'This HTML can’t be made into an e-mail: it is nested too deep or too large. Remove parts of it, or start from a simpler template.'

export const NOT_PREPARED =
  'The recipients could not be prepared, though it was tried several times. Resume to try again, or cancel. If it goes on, tell whoever runs Glancito for you.'
