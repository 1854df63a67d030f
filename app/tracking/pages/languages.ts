// In which language a recipient reads a page. To add one: its texts beside the others, and a line here.
import { de } from './texts/de.ts'
import { en, type Texts } from './texts/en.ts'
import { es } from './texts/es.ts'
import { fr } from './texts/fr.ts'
import { it } from './texts/it.ts'
import { ja } from './texts/ja.ts'
import { nl } from './texts/nl.ts'
import { pt } from './texts/pt.ts'

/** `tag` is the language of the texts, for the page's `lang` and its dates. */
export type Language = { tag: string; texts: Texts }

/** By the primary subtag, https://www.rfc-editor.org/rfc/rfc5646#section-2.2.1 */
export const LANGUAGES: Record<string, Language> = {
  en: { tag: 'en', texts: en },
  de: { tag: 'de', texts: de },
  fr: { tag: 'fr', texts: fr },
  es: { tag: 'es', texts: es },
  pt: { tag: 'pt-BR', texts: pt },
  it: { tag: 'it', texts: it },
  nl: { tag: 'nl', texts: nl },
  ja: { tag: 'ja', texts: ja },
}

const ENGLISH: Language = { tag: 'en', texts: en }

/** The member's own language if there are texts in it, else the one that their browser likes best, else English. */
export function chooseLanguage(locale: string | null, acceptLanguage: string | undefined): Language {
  return languageOf(locale ?? '') ?? preferred(acceptLanguage ?? '') ?? ENGLISH
}

function languageOf(tag: string): Language | undefined {
  const primary = tag.trim().split(/[-_]/, 1)[0]?.toLowerCase() ?? ''
  return Object.hasOwn(LANGUAGES, primary) ? LANGUAGES[primary] : undefined
}

/** As much of a header as is read: browsers send a hundred characters. */
const LONGEST = 500

/** https://www.rfc-editor.org/rfc/rfc9110#section-12.5.4 */
function preferred(header: string): Language | undefined {
  const ranges = header
    .slice(0, LONGEST)
    .split(',')
    .map((range) => {
      const [tag = '', ...parameters] = range.split(';').map((part) => part.trim())
      const weight = parameters.find((parameter) => /^q=/i.test(parameter))?.slice(2)
      return { language: languageOf(tag), weight: weight === undefined ? 1 : Number(weight) }
    })
  const liked = ranges.filter(({ weight }) => weight > 0).toSorted((one, other) => other.weight - one.weight)
  return liked.find(({ language }) => language !== undefined)?.language
}

/** A text with its placeholders filled in; what it has no value for stays empty. */
export const fill = (text: string, values: Record<string, string>): string =>
  text.replaceAll(/\{(\w+)\}/g, (_, name: string) => (Object.hasOwn(values, name) ? (values[name] ?? '') : ''))
