/**
 * What two spellings of a word in capitals and small letters have in common: small letters, one by one, of the composed form;
 * both small sigmas are σ, a dotted İ is i, and ß is ss, so that ΧΟΝΔΡΙΚΟΣ is χονδρικός without its accent, İstanbul istanbul and
 * STRASSE straße. The same in every locale, and the same as fold_case() of the migrations: a test holds them equal.
 */
export function foldCase(text: string): string {
  let folded = ''
  for (const letter of text.normalize('NFC')) folded += SPECIAL.get(letter) ?? letter.toLowerCase()
  return folded
}

const SPECIAL = new Map([
  ['İ', 'i'],
  ['ς', 'σ'],
  ['ß', 'ss'],
  ['ẞ', 'ss'],
])
