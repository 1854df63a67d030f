import { Agent as HttpAgent, request as httpRequest } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'

export interface Poster {
  /** The answer's status; throws when there was none in time. */
  post(url: string, headers: Record<string, string>, body: string): Promise<number>
  close(): void
}

// Plain node:http with connections kept alive: half the CPU of fetch, and thousands of notifications go out in a minute.
export function createPoster(timeoutMs: number): Poster {
  const http = new HttpAgent({ keepAlive: true, maxSockets: 16 })
  const https = new HttpsAgent({ keepAlive: true, maxSockets: 16 })
  return {
    post(url, headers, body) {
      const secure = url.startsWith('https:')
      const options = {
        method: 'POST',
        agent: secure ? https : http,
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
        signal: AbortSignal.timeout(timeoutMs),
      }
      return new Promise((resolve, reject) => {
        const outgoing = (secure ? httpsRequest : httpRequest)(url, options, (response) => {
          response.resume()
          response.on('end', () => resolve(response.statusCode ?? 0))
          response.on('error', reject)
        })
        outgoing.on('error', reject)
        outgoing.end(body)
      })
    },
    close() {
      http.destroy()
      https.destroy()
    },
  }
}
