// One request for something of a mail, and asking it.
import { Agent as Connections, request } from 'node:http'
import { addressIn } from './networks.ts'
import type { Agent } from './programs.ts'

export interface Step {
  /** Milliseconds after its visitor has come. */
  afterMs: number
  method: 'GET' | 'HEAD' | 'POST'
  url: string
  headers: Record<string, string>
  /** Of a form that is posted. */
  form?: string
}

export interface Answer {
  /** 0 when there was none. */
  status: number
  body: string
}

type Ask = { agent: Agent; mailbox: string; url: string; afterMs?: number; method?: Step['method'] }

/** What `agent` asks for in a mail to `mailbox`. */
export function stepOf({ agent, mailbox, url, afterMs = 0, method = 'GET' }: Ask): Step {
  const headers = { ...agent.headers, 'X-Forwarded-For': addressIn(agent.network, mailbox) }
  return { afterMs: Math.round(afterMs), method, url, headers }
}

const PATIENCE_MS = 10_000
const connections = new Connections({ keepAlive: true, maxSockets: 64 })

/** Asks with these headers and no others but what HTTP needs: what a program leaves out says something, too. */
export function ask({ method, url, headers, form }: Step): Promise<Answer> {
  return new Promise((resolve) => {
    const body = form === undefined ? {} : { 'Content-Type': 'application/x-www-form-urlencoded' }
    const asked = request(
      url,
      { method, headers: { ...headers, ...body }, agent: connections, signal: AbortSignal.timeout(PATIENCE_MS) },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', () => resolve({ status: 0, body: '' }))
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }),
        )
      },
    )
    asked.on('error', () => resolve({ status: 0, body: '' }))
    asked.end(form)
  })
}
