import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

interface Pair {
  readonly client: Socket
  readonly upstream: Socket
}

/** A wire between a client and the broker that a test can cut, freeze, and put frames on. */
export class TcpProxy {
  readonly #target: URL
  readonly #pairs = new Set<Pair>()
  readonly #watches = new Set<(bytes: number) => void>()
  #server: Server | undefined
  #port = 0

  constructor(targetUrl: string) {
    this.#target = new URL(targetUrl)
  }

  /** The broker's URL through this proxy. */
  get url(): string {
    const url = new URL(this.#target)
    url.hostname = '127.0.0.1'
    url.port = String(this.#port)
    return url.href
  }

  get connectionCount(): number {
    return this.#pairs.size
  }

  /** Listens, on the same port again after {@link stop}. */
  async start(): Promise<this> {
    this.#server = createServer((client) => this.#join(client))
    this.#server.listen(this.#port, '127.0.0.1')
    await once(this.#server, 'listening')
    this.#port = (this.#server.address() as AddressInfo).port
    return this
  }

  /** Breaks every connection; new ones are taken. */
  cut(): void {
    for (const { client, upstream } of this.#pairs) {
      client.resetAndDestroy()
      upstream.destroy()
    }
  }

  /** Breaks every connection and refuses new ones. */
  async stop(): Promise<void> {
    const server = this.#server
    this.#server = undefined
    this.cut()
    if (!server) return
    server.close()
    await once(server, 'close')
  }

  /** The broker's bytes no longer reach the clients; connections stay open. */
  freeze(): void {
    for (const { client, upstream } of this.#pairs) upstream.unpipe(client)
  }

  thaw(): void {
    for (const { client, upstream } of this.#pairs) upstream.pipe(client)
  }

  /** Resolves when clients have sent so many bytes from now on: they are in the middle of something. */
  sent(bytes: number): Promise<void> {
    return new Promise((resolve) => {
      let left = bytes
      const watch = (more: number): void => {
        left -= more
        if (left > 0) return
        this.#watches.delete(watch)
        resolve()
      }
      this.#watches.add(watch)
    })
  }

  /** Puts a frame on the wire as if the other side had sent it. Only while nothing else is under way. */
  inject(to: 'client' | 'broker', frame: Buffer): void {
    for (const { client, upstream } of this.#pairs) {
      const receiver = to === 'client' ? client : upstream
      receiver.write(frame)
    }
  }

  #join(client: Socket): void {
    const upstream = connect(Number(this.#target.port || 5672), this.#target.hostname)
    const pair = { client, upstream }
    this.#pairs.add(pair)
    const end = (): void => {
      this.#pairs.delete(pair)
      client.destroy()
      upstream.destroy()
    }
    for (const socket of [client, upstream]) socket.on('error', end).on('close', end)
    client.on('data', ({ length }: Buffer) => {
      for (const watch of this.#watches) watch(length)
    })
    client.pipe(upstream)
    upstream.pipe(client)
  }
}

/** An AMQP 0-9-1 method frame. */
export function methodFrame(
  channel: number,
  [classId, methodId]: readonly [number, number],
  payload: Buffer,
): Buffer {
  const frame = Buffer.alloc(7 + 4 + payload.length + 1)
  frame.writeUInt8(1, 0)
  frame.writeUInt16BE(channel, 1)
  frame.writeUInt32BE(4 + payload.length, 3)
  frame.writeUInt16BE(classId, 7)
  frame.writeUInt16BE(methodId, 9)
  payload.copy(frame, 11)
  frame.writeUInt8(0xce, frame.length - 1)
  return frame
}
