// Texts that come from outside.

/** A text as PostgreSQL can store it: with neither NUL nor half a surrogate pair. */
export const clean = (text: string) => text.toWellFormed().replaceAll('\0', '')

/** A text of at most so many characters, with nothing around it; tidied again it stays the same. */
export const tidy = (text: string, longest: number) => clean(clean(text).trim().slice(0, longest)).trim()
