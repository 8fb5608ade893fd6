import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

import { createAdmin } from '@arq/rocketmq'

/** A wire to one server that a test can cut. */
export class Wire {
  readonly #target: string
  readonly #sockets = new Set<Socket>()
  #server: Server | undefined
  port = 0

  constructor(target: string) {
    this.#target = target
  }

  get address(): string {
    return `127.0.0.1:${this.port}`
  }

  async open(): Promise<this> {
    this.#server = createServer((client) => this.#join(client))
    this.#server.listen(this.port, '127.0.0.1')
    await once(this.#server, 'listening')
    this.port = (this.#server.address() as AddressInfo).port
    return this
  }

  async cut(): Promise<void> {
    const server = this.#server
    this.#server = undefined
    for (const socket of this.#sockets) socket.destroy()
    if (!server) return
    server.close()
    await once(server, 'close')
  }

  #join(client: Socket): void {
    const [host = '', port] = this.#target.split(':')
    const upstream = connect(Number(port), host)
    const end = (): void => {
      for (const socket of [client, upstream]) {
        socket.destroy()
        this.#sockets.delete(socket)
      }
    }
    for (const socket of [client, upstream]) {
      this.#sockets.add(socket)
      socket.on('error', end).on('close', end)
    }
    this.pass(client, upstream)
  }

  /** Passes on what comes from either side. */
  protected pass(client: Socket, upstream: Socket): void {
    client.pipe(upstream)
    upstream.pipe(client)
  }
}

/** Changes what the server says. */
class RewritingWire extends Wire {
  readonly #rewrite: (bytes: Buffer) => Buffer

  constructor(target: string, rewrite: (bytes: Buffer) => Buffer) {
    super(target)
    this.#rewrite = rewrite
  }

  protected override pass(client: Socket, upstream: Socket): void {
    client.pipe(upstream)
    upstream.on('data', (bytes: Buffer) => client.write(this.#rewrite(bytes)))
  }
}

/**
 * A way to a whole cluster that a test can cut: its name server names the wires in the place of the brokers. Both have
 * ports of five digits, so that no length in an answer changes.
 */
export class CutProxy {
  readonly #nameServer: string
  readonly #brokers = new Map<string, Wire>()
  readonly #newWire: (address: string) => Wire
  readonly #door: Wire

  /** @param newWire makes the wire to a broker. Default: one that passes on what comes */
  constructor(nameServer: string, newWire = (address: string) => new Wire(address)) {
    this.#nameServer = nameServer
    this.#newWire = newWire
    this.#door = new RewritingWire(nameServer, (bytes) => this.#rewrite(bytes))
  }

  get url(): string {
    return `rocketmq://${this.#door.address}`
  }

  async open(): Promise<this> {
    await using admin = createAdmin({ nameServers: this.#nameServer })
    for (const { address } of await admin.brokers.list()) {
      this.#brokers.set(address, await this.#newWire(address).open())
    }
    await this.#door.open()
    return this
  }

  /** Breaks every connection and refuses new ones until {@link mend}. */
  async cut(): Promise<void> {
    await Promise.all([this.#door, ...this.#brokers.values()].map((wire) => wire.cut()))
  }

  async mend(): Promise<void> {
    await Promise.all([this.#door, ...this.#brokers.values()].map((wire) => wire.open()))
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.cut()
  }

  #rewrite(bytes: Buffer): Buffer {
    let text = bytes.toString('latin1')
    for (const [address, wire] of this.#brokers) text = text.replaceAll(address, wire.address)
    const rewritten = Buffer.from(text, 'latin1')
    if (rewritten.length !== bytes.length) throw new Error('a port of other than five digits')
    return rewritten
  }
}
