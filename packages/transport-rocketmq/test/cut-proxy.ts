import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

import { createAdmin } from '@arq/rocketmq'

/** A wire to one server that a test can cut. */
class Wire {
  readonly #target: string
  readonly #rewrite: (bytes: Buffer) => Buffer
  readonly #sockets = new Set<Socket>()
  #server: Server | undefined
  port = 0

  constructor(target: string, rewrite: (bytes: Buffer) => Buffer = (bytes) => bytes) {
    this.#target = target
    this.#rewrite = rewrite
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
  readonly #door: Wire

  constructor(nameServer: string) {
    this.#nameServer = nameServer
    this.#door = new Wire(nameServer, (bytes) => this.#rewrite(bytes))
  }

  get url(): string {
    return `rocketmq://${this.#door.address}`
  }

  async open(): Promise<this> {
    await using admin = createAdmin({ nameServers: this.#nameServer })
    for (const { address } of await admin.brokers.list()) {
      this.#brokers.set(address, await new Wire(address).open())
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

  #rewrite(bytes: Buffer): Buffer {
    let text = bytes.toString('latin1')
    for (const [address, wire] of this.#brokers) text = text.replaceAll(address, wire.address)
    const rewritten = Buffer.from(text, 'latin1')
    if (rewritten.length !== bytes.length) throw new Error('a port of other than five digits')
    return rewritten
  }
}
