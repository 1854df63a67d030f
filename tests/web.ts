// The real web server, without the admin.
import { createWeb } from '#app/web.server.ts'
import { type Ask, listenForTests } from './listen.ts'

/** Starts the server for the tests of a file and returns what asks it; redirects are not followed. */
export function webForTests(): (pathOrUrl: string, ask?: Ask) => Promise<Response> {
  const origin = listenForTests(() => createWeb({ remix: false }))
  return (pathOrUrl, ask = {}) =>
    fetch(origin() + pathOrUrl.replace(/^https?:\/\/[^/]+/, ''), { ...ask, redirect: 'manual' })
}
