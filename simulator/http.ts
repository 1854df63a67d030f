// The simulator's web server: a route table over node:http. Bodies stay raw bytes, since signatures cover bytes.
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import { z } from 'zod'

/** What the app names when it means `https://{host}/…` but calls the simulator. */
const HOST_HEADER = 'x-simulated-host'

const MAX_BODY_BYTES = 60 * 1024 * 1024

export interface SimRequest {
  method: string
  url: URL
  query: URLSearchParams
  headers: IncomingHttpHeaders
  body: Buffer
  /** The host that the caller meant: `x-simulated-host`, else the one it dialled. */
  host: string
  header(name: string): string | undefined
  /** A part of the path by its name in the pattern; `*` is the rest. */
  param(name: string): string
  /** The body as a posted HTML form. */
  form(): URLSearchParams
  /** The body as JSON; `{}` when empty, a 400 when it is none. */
  json(): unknown
}

export interface SimResponse {
  status: number
  headers?: Record<string, string | string[]>
  body?: string | Buffer
  /** Cuts the connection instead of answering. */
  hangUp?: boolean
}

export type Handler = (request: SimRequest) => Promise<SimResponse> | SimResponse

export interface Route {
  method: string
  pattern: string
  host: RegExp | undefined
  parts: string[]
  handler: Handler
}

/** A route for `/path/:name` or `/path/*`; with `host`, only for requests meant for such a host. First match wins. */
export function route(method: string, pattern: string, handler: Handler, host?: RegExp): Route {
  return { method, pattern, host, parts: pattern.split('/').slice(1), handler }
}

/** Thrown by a handler to answer with this status and a JSON error. */
export class HttpError extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

export function json(value: unknown, status = 200, headers: Record<string, string> = {}): SimResponse {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(value),
  }
}

export function html(body: string, status = 200, headers: Record<string, string> = {}): SimResponse {
  return { status, headers: { 'content-type': 'text/html; charset=utf-8', ...headers }, body }
}

export function text(body: string, status = 200, type = 'text/plain; charset=utf-8'): SimResponse {
  return { status, headers: { 'content-type': type }, body }
}

export function redirect(location: string, status = 303): SimResponse {
  return { status, headers: { location } }
}

export function hangUp(): SimResponse {
  return { status: 0, hangUp: true }
}

function match(route: Route, request: { method: string; path: string; host: string }): Record<string, string> | null {
  if (route.method !== request.method && !(route.method === 'GET' && request.method === 'HEAD')) return null
  if (route.host && !route.host.test(request.host)) return null
  const parts = request.path.split('/').slice(1)
  const params: Record<string, string> = {}
  for (const [index, pattern] of route.parts.entries()) {
    const part = parts[index]
    if (pattern === '*') return { ...params, '*': parts.slice(index).join('/') }
    if (part === undefined) return null
    if (/^:\w+$/.test(pattern)) {
      if (part === '') return null
      params[pattern.slice(1)] = decodePart(part)
    } else if (pattern.includes(':')) {
      // A name with a fixed head and tail, such as `:id.jsonl` written `file-:id.jsonl`.
      const found = affixed(pattern, part)
      if (!found) return null
      params[found.name] = found.value
    } else if (pattern !== part) return null
  }
  return parts.length === route.parts.length ? params : null
}

function affixed(pattern: string, part: string): { name: string; value: string } | null {
  const [, head = '', name = '', tail = ''] = /^([^:]*):(\w+)(.*)$/.exec(pattern) ?? []
  if (!part.startsWith(head) || !part.endsWith(tail) || part.length <= head.length + tail.length) return null
  return { name, value: decodePart(part.slice(head.length, part.length - tail.length)) }
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

async function readBody(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > MAX_BODY_BYTES) throw new HttpError(413, 'body too large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function toRequest(message: IncomingMessage, body: Buffer, params: Record<string, string>): SimRequest {
  const url = new URL(message.url ?? '/', `http://${message.headers.host ?? 'localhost'}`)
  const header = (name: string): string | undefined => {
    const value = message.headers[name.toLowerCase()]
    return Array.isArray(value) ? value.join(', ') : value
  }
  return {
    method: message.method ?? 'GET',
    url,
    query: url.searchParams,
    headers: message.headers,
    body,
    host: header(HOST_HEADER) ?? url.host,
    header,
    param: (name) => params[name] ?? '',
    form: () => new URLSearchParams(body.toString('utf8')),
    json: () => parseJson(body),
  }
}

function parseJson(body: Buffer): unknown {
  if (body.length === 0) return {}
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    throw new HttpError(400, 'the body is not JSON')
  }
}

function send(response: ServerResponse, answer: SimResponse, headOnly: boolean): void {
  if (answer.hangUp) {
    response.destroy()
    return
  }
  const body = answer.body ?? ''
  response.writeHead(answer.status, { 'content-length': String(Buffer.byteLength(body)), ...answer.headers })
  response.end(headOnly ? '' : body)
}

async function answer(routes: Route[], message: IncomingMessage): Promise<SimResponse> {
  const body = await readBody(message)
  const probe = toRequest(message, body, {})
  const target = { method: probe.method, path: probe.url.pathname, host: probe.host }
  for (const candidate of routes) {
    const params = match(candidate, target)
    if (params) return candidate.handler(toRequest(message, body, params))
  }
  return json({ errors: 'Not Found' }, 404)
}

/** The server of all routes; a handler that throws answers 500 with the error's text, since only developers look here. */
export function createSimServer(routes: Route[], log: (line: string) => void): Server {
  return createServer((message, response) => {
    answer(routes, message)
      .catch((error: unknown) => {
        if (error instanceof HttpError) return json({ errors: error.message }, error.status)
        if (error instanceof z.ZodError) return json({ errors: z.prettifyError(error) }, 400)
        log(
          `${message.method ?? ''} ${message.url ?? ''} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
        )
        return json({ errors: error instanceof Error ? error.message : String(error) }, 500)
      })
      .then((result) => send(response, result, message.method === 'HEAD'))
      .catch(() => response.destroy())
  })
}
