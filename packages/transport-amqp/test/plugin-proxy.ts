import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** What a client asked of the broker that the delayed-message plugin would see. */
export interface SeenMethod {
  readonly name: 'exchange.declare' | 'queue.bind' | 'basic.publish'
  /** Its short texts in their order: names, type, routing key. */
  readonly texts: readonly string[]
  /** The octet of its flags. */
  readonly flags: number
  /** The bytes of its table, where it has one. */
  readonly table: Buffer
}

const DELAYED = 'x-delayed-message'
const METHODS: Readonly<Record<string, SeenMethod['name']>> = {
  '40.10': 'exchange.declare',
  '50.20': 'queue.bind',
  '60.40': 'basic.publish',
}
const PROTOCOL_HEADER_BYTES = 8

interface PluginProxyOptions {
  /** Whether the broker behind it has the plugin, and is asked for what the client asks for. */
  readonly isReal: boolean
}

/**
 * A broker that knows the type `x-delayed-message`, as far as a client sees: a proxy that turns such declarations into
 * direct exchanges, and remembers them. Its messages are not delayed. Before a real one it only remembers.
 */
export class PluginProxy {
  readonly seen: SeenMethod[] = []
  connections = 0
  readonly #target: URL
  readonly #isReal: boolean
  readonly #sockets = new Set<Socket>()
  #server: Server | undefined
  #port = 0

  constructor(targetUrl: string, { isReal }: PluginProxyOptions = { isReal: false }) {
    this.#target = new URL(targetUrl)
    this.#isReal = isReal
  }

  get url(): string {
    const url = new URL(this.#target)
    url.hostname = '127.0.0.1'
    url.port = String(this.#port)
    return url.href
  }

  async start(): Promise<this> {
    this.#server = createServer((client) => this.#join(client))
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    this.#port = (this.#server.address() as AddressInfo).port
    return this
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    this.#server?.close()
    if (this.#server) await once(this.#server, 'close')
  }

  #join(client: Socket): void {
    this.connections += 1
    const upstream = connect(Number(this.#target.port || 5672), this.#target.hostname)
    for (const socket of [client, upstream]) {
      this.#sockets.add(socket)
      socket
        .on('error', () => {})
        .on('close', () => {
          client.destroy()
          upstream.destroy()
        })
    }
    upstream.pipe(client)
    let rest = Buffer.alloc(0)
    let isHeaderSent = false
    client.on('data', (chunk) => {
      rest = Buffer.concat([rest, chunk])
      if (!isHeaderSent && rest.length >= PROTOCOL_HEADER_BYTES) {
        upstream.write(rest.subarray(0, PROTOCOL_HEADER_BYTES))
        rest = rest.subarray(PROTOCOL_HEADER_BYTES)
        isHeaderSent = true
      }
      for (let size = frameSize(rest); size <= rest.length; size = frameSize(rest)) {
        upstream.write(this.#pass(rest.subarray(0, size)))
        rest = rest.subarray(size)
      }
    })
  }

  #pass(frame: Buffer): Buffer {
    const method = frame[0] === 1 ? readMethod(frame) : undefined
    if (!method) return frame
    this.seen.push(method)
    const isDelayed = method.name === 'exchange.declare' && method.texts[1] === DELAYED
    return isDelayed && !this.#isReal ? asDirectExchange(frame, method) : frame
  }
}

/** Infinity while even the length is not there yet. */
const frameSize = (bytes: Buffer): number =>
  bytes.length < 7 ? Infinity : 8 + bytes.readUInt32BE(3)

function readMethod(frame: Buffer): SeenMethod | undefined {
  const name = METHODS[`${frame.readUInt16BE(7)}.${frame.readUInt16BE(9)}`]
  if (!name) return undefined
  const texts: string[] = []
  // Behind class, method and a reserved short.
  let offset = 13
  for (let left = name === 'queue.bind' ? 3 : 2; left > 0; left -= 1) {
    const end = offset + 1 + (frame[offset] ?? 0)
    texts.push(frame.toString('utf8', offset + 1, end))
    offset = end
  }
  return { name, texts, flags: frame[offset] ?? 0, table: frame.subarray(offset + 1, -1) }
}

function asDirectExchange(frame: Buffer, { texts: [name = ''], flags }: SeenMethod): Buffer {
  const noArguments = Buffer.alloc(4)
  const payload = Buffer.concat([
    frame.subarray(7, 13),
    shortText(name),
    shortText('direct'),
    Buffer.from([flags]),
    noArguments,
  ])
  const head = Buffer.from(frame.subarray(0, 7))
  head.writeUInt32BE(payload.length, 3)
  return Buffer.concat([head, payload, Buffer.from([0xce])])
}

const shortText = (text: string): Buffer =>
  Buffer.concat([Buffer.from([Buffer.byteLength(text)]), Buffer.from(text)])
