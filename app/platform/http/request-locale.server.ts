// The locale of the request that is being answered, for whatever is written on its way.
import { AsyncLocalStorage } from 'node:async_hooks'
import type { IncomingMessage } from 'node:http'
import { localeOf, readLocaleFrom } from '#app/ui/format/locale.ts'

const store = new AsyncLocalStorage<string>()
readLocaleFrom(store)

/** Answers a request in its locale: Express middleware. */
export function inLocaleOf(request: IncomingMessage, _response: unknown, next: () => void): void {
  store.run(localeOf(request.url ?? '/', request.headers['accept-language']), next)
}

/**
 * Runs in a locale.
 * @internal For tests; a request goes through `inLocaleOf`.
 */
export const inLocale = <Result>(locale: string, run: () => Result): Result => store.run(locale, run)
