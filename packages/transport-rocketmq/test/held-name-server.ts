import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** Source: apache/rocketmq `remoting/.../RequestCode.java`, `ResponseCode.java`. */
const GET_ROUTE = 105
const TOPIC_NOT_EXIST = 17
const PREFIX_BYTES = 8

interface Header {
  readonly code: number
  readonly opaque: number
  readonly extFields?: Readonly<Record<string, string>>
}

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
    let bytes = Buffer.alloc(0)
    client.on('data', (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk])
      for (let frame = frameAt(bytes); frame; frame = frameAt(bytes)) {
        bytes = bytes.subarray(frame.length)
        const header = headerOf(frame)
        if (this.#isHeld(header)) this.#refuse(client, header)
        else upstream.write(frame)
      }
    })
  }

  #isHeld({ code, extFields }: Header): boolean {
    return this.#isHolding && code === GET_ROUTE && this.#topics.test(extFields?.['topic'] ?? '')
  }

  #refuse(client: Socket, { opaque }: Header): void {
    const header = { code: TOPIC_NOT_EXIST, language: 'JAVA', version: 479, opaque, flag: 1 }
    client.write(frameOf(header))
    this.#refusals += 1
    const due = this.#waiting.filter(({ count }) => this.#refusals >= count)
    this.#waiting = this.#waiting.filter(({ count }) => this.#refusals < count)
    for (const { resolve } of due) resolve()
  }
}

function frameAt(bytes: Buffer): Buffer | undefined {
  if (bytes.length < PREFIX_BYTES) return undefined
  const end = 4 + bytes.readInt32BE(0)
  return bytes.length < end ? undefined : bytes.subarray(0, end)
}

/** Questions to name servers have JSON headers. */
function headerOf(frame: Buffer): Header {
  const end = PREFIX_BYTES + (frame.readInt32BE(4) & 0xff_ff_ff)
  return JSON.parse(frame.toString('utf8', PREFIX_BYTES, end)) as Header
}

function frameOf(header: object): Buffer {
  const text = Buffer.from(JSON.stringify(header))
  const prefix = Buffer.alloc(PREFIX_BYTES)
  prefix.writeInt32BE(4 + text.length, 0)
  prefix.writeInt32BE(text.length, 4)
  return Buffer.concat([prefix, text])
}
