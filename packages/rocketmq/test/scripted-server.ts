import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, type TlsOptions } from 'node:tls'

/** A request as the server under script sees it: parsed here by hand, not by the code under test. */
export interface SeenRequest {
  readonly code: number
  readonly opaque: number
  readonly flag: number
  readonly language: string
  readonly version: number
  readonly remark?: string
  readonly extFields: Readonly<Record<string, string>>
  readonly body: Buffer
}

export interface Answer {
  readonly code?: number
  readonly remark?: string
  readonly ext?: Readonly<Record<string, string>>
  readonly body?: Uint8Array
  readonly flag?: number
}

/** A frame with a JSON header, put together by hand. */
export function jsonFrame(header: object, body: Uint8Array = Buffer.alloc(0)): Buffer {
  const text = Buffer.from(JSON.stringify(header))
  const prefix = Buffer.alloc(8)
  prefix.writeInt32BE(4 + text.length + body.length, 0)
  prefix.writeInt32BE(text.length, 4)
  return Buffer.concat([prefix, text, body])
}

export const answerFrame = (opaque: number, answer: Answer = {}): Buffer =>
  jsonFrame(
    {
      code: answer.code ?? 0,
      language: 'JAVA',
      version: 479,
      opaque,
      flag: answer.flag ?? 1,
      ...(answer.remark === undefined ? {} : { remark: answer.remark }),
      extFields: answer.ext ?? {},
    },
    answer.body,
  )

/** One accepted connection. */
export class ScriptedPeer {
  readonly socket: Socket
  readonly requests: SeenRequest[] = []
  #bytes = Buffer.alloc(0)

  constructor(socket: Socket, onRequest: (peer: ScriptedPeer, request: SeenRequest) => void) {
    this.socket = socket
    socket.on('error', () => undefined)
    socket.on('data', (chunk: Buffer) => {
      this.#bytes = Buffer.concat([this.#bytes, chunk])
      for (let request = this.#next(); request; request = this.#next()) {
        this.requests.push(request)
        onRequest(this, request)
      }
    })
  }

  answer(opaque: number, answer?: Answer): void {
    this.socket.write(answerFrame(opaque, answer))
  }

  #next(): SeenRequest | undefined {
    if (this.#bytes.length < 8) return undefined
    const end = 4 + this.#bytes.readInt32BE(0)
    if (this.#bytes.length < end) return undefined
    const headerEnd = 8 + (this.#bytes.readInt32BE(4) & 0xffffff)
    const header = JSON.parse(this.#bytes.toString('utf8', 8, headerEnd)) as SeenRequest
    const body = this.#bytes.subarray(headerEnd, end)
    this.#bytes = this.#bytes.subarray(end)
    return { ...header, body }
  }
}

export interface Script {
  readonly onConnect?: (peer: ScriptedPeer) => void
  readonly onRequest?: (peer: ScriptedPeer, request: SeenRequest) => void
}

/** A TCP server that does exactly what a test says; by default it answers everything with code 0. */
export class ScriptedServer {
  readonly peers: ScriptedPeer[] = []
  readonly #server: Server
  readonly #watchers = new Set<() => void>()
  #script: Script
  #port = 0

  private constructor(script: Script, tls: TlsOptions | undefined) {
    this.#script = script
    this.#server = tls
      ? createTlsServer(tls, (socket) => this.#onSocket(socket))
      : createServer((socket) => this.#onSocket(socket))
    this.#server.on('tlsClientError', () => undefined)
  }

  static async start(script: Script = {}, tls?: TlsOptions): Promise<ScriptedServer> {
    const server = new ScriptedServer(script, tls)
    await server.listen()
    return server
  }

  get address(): string {
    return `127.0.0.1:${this.#port}`
  }

  get port(): number {
    return this.#port
  }

  get requests(): readonly SeenRequest[] {
    return this.peers.flatMap(({ requests }) => requests)
  }

  /** Resolves when the requests seen so far fit. */
  async until(fits: (requests: readonly SeenRequest[]) => boolean): Promise<void> {
    while (!fits(this.requests)) {
      await new Promise<void>((resolve) => {
        const watcher = (): void => {
          this.#watchers.delete(watcher)
          resolve()
        }
        this.#watchers.add(watcher)
      })
    }
  }

  use(script: Script): void {
    this.#script = script
  }

  /** Listens, after a stop on the same port as before. */
  async listen(): Promise<void> {
    this.#server.listen(this.#port, '127.0.0.1')
    await once(this.#server, 'listening')
    const address = this.#server.address()
    if (typeof address === 'object' && address) this.#port = address.port
  }

  /** Ends every connection, and takes no more. */
  async stop(): Promise<void> {
    const closed = this.#server.listening ? once(this.#server, 'close') : undefined
    this.#server.close()
    for (const { socket } of this.peers) socket.destroy()
    await closed
  }

  #onSocket(socket: Socket): void {
    const peer = new ScriptedPeer(socket, (from, request) => {
      const { onRequest } = this.#script
      if (onRequest) onRequest(from, request)
      else if ((request.flag & 3) === 0) from.answer(request.opaque)
      for (const watcher of this.#watchers) watcher()
    })
    this.peers.push(peer)
    this.#script.onConnect?.(peer)
  }
}
