import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

import { type FrameHeader, frameOf, headerOf, onFrames } from './frames.js'

/** Source: apache/rocketmq `remoting/.../RequestCode.java`, `ResponseCode.java`. */
const GET_ROUTE = 105
const TOPIC_NOT_EXIST = 17

/**
 * A name server that hears of new topics late: it says that it knows no route of the topics that it holds back, until a
 * test lets them go. All else it passes to the real one.
 */
export class HeldNameServer {
  readonly #target: string
  readonly #topics: RegExp
  readonly #sockets = new Set<Socket>()
  readonly #server: Server
  #isHolding = true
  #refusals = 0
  #waiting: { readonly count: number; readonly resolve: () => void }[] = []

  /** @param topics whose routes it holds back */
  constructor(target: string, topics: RegExp) {
    this.#target = target
    this.#topics = topics
    this.#server = createServer((client) => this.#join(client))
  }

  /** `host:port`. */
  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async open(): Promise<this> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    return this
  }

  /** From now on it knows what the real one knows. */
  letGo(): void {
    this.#isHolding = false
  }

  /** Resolves when it has said so often that it knows no route. */
  untilRefused(count: number): Promise<void> {
    if (this.#refusals >= count) return Promise.resolve()
    return new Promise((resolve) => this.#waiting.push({ count, resolve }))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    if (!this.#server.listening) return
    this.#server.close()
    await once(this.#server, 'close')
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
    upstream.pipe(client)
    onFrames(client, (frame) => {
      const header = headerOf(frame)
      if (this.#isHeld(header)) this.#refuse(client, header)
      else upstream.write(frame)
    })
  }

  #isHeld({ code, extFields }: FrameHeader): boolean {
    return this.#isHolding && code === GET_ROUTE && this.#topics.test(extFields?.['topic'] ?? '')
  }

  #refuse(client: Socket, { opaque }: FrameHeader): void {
    const header = { code: TOPIC_NOT_EXIST, language: 'JAVA', version: 479, opaque, flag: 1 }
    client.write(frameOf(header))
    this.#refusals += 1
    const due = this.#waiting.filter(({ count }) => this.#refusals >= count)
    this.#waiting = this.#waiting.filter(({ count }) => this.#refusals < count)
    for (const { resolve } of due) resolve()
  }
}
