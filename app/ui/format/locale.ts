// In which locale whoever is looking reads dates, numbers and money. Words are English whatever it is.

const DEFAULT = 'en-US'
/** Shopify's languages come without a country; English without one is that of the Admin's own English. */
const BARE = { en: DEFAULT } as Record<string, string>

// Days are counted and digits written as the fields of a form take them, in every locale.
const CONVENTIONS = '-u-ca-gregory-nu-latn'

/** A language tag as `Intl` takes it; null when it is none that is known. */
export function readLocale(tag: string | null | undefined): string | null {
  if (!tag || !/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/.test(tag)) return null
  try {
    const [known] = Intl.DateTimeFormat.supportedLocalesOf(tag)
    return known ? (BARE[known] ?? known) : null
  } catch {
    return null
  }
}

/**
 * The locale of a request: Shopify names the merchant's language in the URL of the page that it embeds, and App Bridge in
 * the `Accept-Language` of what that page asks for.
 */
export function localeOf(url: string, acceptLanguage: string | null | undefined): string {
  const { searchParams } = new URL(url, 'http://localhost')
  const asked = [searchParams.get('locale'), ...(acceptLanguage ?? '').slice(0, 200).split(',')]
  return asked.map((tag) => readLocale(tag?.split(';')[0]?.trim())).find((locale) => locale !== null) ?? DEFAULT
}

type RequestStore = { getStore: () => string | undefined }
// Two copies of this file run in one web process, the build's and Node's own, so what they share is the process.
const STORE = Symbol.for('glancito.request-locale')
type Shared = typeof globalThis & { [STORE]?: RequestStore }

/** Tells this process where the locale of the request stands that is being answered. */
export function readLocaleFrom(store: RequestStore): void {
  ;(globalThis as Shared)[STORE] = store
}

/** The locale to write in: on the server that of the request, in the browser that in which the server wrote the page. */
export function currentLocale(): string {
  if (typeof document !== 'undefined') return document.documentElement.dataset['locale'] || DEFAULT
  return (globalThis as Shared)[STORE]?.getStore() ?? DEFAULT
}

const MOST_FORMATS = 500

/** Makes formats of a kind, one for each locale and way of writing: to make one anew takes longer than to write with it. */
export function formatsOf<Options extends object, Format>(make: (locale: string, options: Options) => Format) {
  const made = new Map<string, Format>()
  return (options: Options): Format => {
    const locale = currentLocale()
    const key = `${locale} ${JSON.stringify(options)}`
    const known = made.get(key)
    if (known) return known
    if (made.size >= MOST_FORMATS) made.clear()
    const format = make(locale + CONVENTIONS, options)
    made.set(key, format)
    return format
  }
}
