// What stands between the app and PostgreSQL in tests, to be taken away as networks and hosts are: refusing, or silent.
import { createServer, connect, type Server, type Socket } from 'node:net'
import type { AddressInfo } from 'node:net'

/**
 * `refuse` resets every connection and takes none. `silent` swallows what either side says and never says goodbye, as a
 * host that is gone or a firewall that has forgotten: what was open then stays silent also when `pass` lets new ones through.
 */
export type ProxyMode = 'pass' | 'refuse' | 'silent'

type Pair = { client: Socket; server: Socket | null; silent: boolean }

export class PostgresProxy {
  #mode: ProxyMode = 'pass'
  #target: URL
  readonly #server: Server
  readonly #pairs = new Set<Pair>()

  private constructor(target: URL) {
    this.#target = target
    this.#server = createServer({ allowHalfOpen: true }, (client) => this.#take(client))
  }

  /** Starts a proxy to the server of `url` and returns it with its own address of the same database. */
  static async before(url: string): Promise<{ proxy: PostgresProxy; url: string }> {
    const proxy = new PostgresProxy(new URL(url))
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve))
    const own = new URL(url)
    own.host = `127.0.0.1:${(proxy.#server.address() as AddressInfo).port}`
    return { proxy, url: own.href }
  }

  /** The server's own address. */
  get target(): string {
    return this.#target.href
  }

  /** It has another one from now on. */
  set target(url: string) {
    this.#target = new URL(url)
  }

  set mode(mode: ProxyMode) {
    this.#mode = mode
    for (const pair of this.#pairs) {
      if (mode === 'refuse') this.#end(pair)
      if (mode === 'silent') pair.silent = true
    }
  }

  async close(): Promise<void> {
    for (const pair of this.#pairs) this.#end(pair)
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #take(client: Socket): void {
    const pair: Pair = { client, server: null, silent: this.#mode === 'silent' }
    this.#pairs.add(pair)
    client.on('error', () => this.#end(pair)).on('close', () => this.#forget(pair))
    if (this.#mode === 'refuse') return this.#end(pair)
    if (pair.silent) return void client.resume()
    const server = connect(Number(this.#target.port), this.#target.hostname)
    pair.server = server
    server.on('error', () => this.#end(pair))
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      from.on('data', (chunk) => pair.silent || to.write(chunk))
      from.on('end', () => pair.silent || to.end())
    }
  }

  #end(pair: Pair): void {
    pair.client.resetAndDestroy()
    this.#forget(pair)
  }

  #forget(pair: Pair): void {
    pair.server?.destroy()
    this.#pairs.delete(pair)
  }
}
