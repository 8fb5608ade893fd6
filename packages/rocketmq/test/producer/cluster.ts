import { createProducer, type OwnClientOptions, type Producer } from '../../src/index.js'
import { nameServerScript, routeBody } from '../scripted-cluster.js'
import { type Answer, ScriptedServer, type SeenRequest } from '../scripted-server.js'

export const SEND = 310
export const SEND_BATCH = 320

/** What a broker answers to a send: stored, at a place of its own for each. */
export function storedAnswer(request: SeenRequest, place: number, count = 1): Answer {
  const ids = Array.from({ length: count }, (_, index) => offsetId(place + index))
  return {
    ext: {
      msgId: ids.join(','),
      queueId: request.extFields['e'] ?? '0',
      queueOffset: String(place),
      transactionId: 'T',
      MSG_REGION: 'R',
    },
  }
}

export const offsetId = (place: number): string =>
  `7F00000100002A9F${place.toString(16).toUpperCase().padStart(16, '0')}`

/** Answers a send; `undefined` leaves it without an answer. */
export type SendScript = (request: SeenRequest, place: number) => Answer | undefined

/** A broker whose sends are answered as `script` says; by default they are stored. */
export class ScriptedBroker {
  readonly server: ScriptedServer
  script: SendScript = (request, place) => storedAnswer(request, place, membersOf(request))
  #place = 0

  private constructor(server: ScriptedServer) {
    this.server = server
  }

  static async start(): Promise<ScriptedBroker> {
    const server = await ScriptedServer.start()
    const broker = new ScriptedBroker(server)
    server.use({
      onRequest: (peer, request) => {
        if (request.code !== SEND && request.code !== SEND_BATCH) {
          if ((request.flag & 2) === 0) peer.answer(request.opaque)
          return
        }
        const answer = broker.script(request, broker.#place)
        broker.#place += membersOf(request)
        if (answer && (request.flag & 2) === 0) peer.answer(request.opaque, answer)
      },
    })
    return broker
  }

  get address(): string {
    return this.server.address
  }

  get sends(): readonly SeenRequest[] {
    return this.server.requests.filter(({ code }) => code === SEND || code === SEND_BATCH)
  }

  async untilSends(count: number): Promise<void> {
    await this.server.until(() => this.sends.length >= count)
  }
}

/** How many messages the body of a send has: members of a batch are counted by their sizes. */
function membersOf({ code, body }: SeenRequest): number {
  if (code !== SEND_BATCH) return 1
  let count = 0
  for (let at = 0; at < body.length; at += body.readInt32BE(at)) count += 1
  return count
}

export interface ClusterOptions {
  readonly brokers?: readonly string[]
  readonly queues?: number
  readonly topics?: readonly string[]
}

/** A name server and brokers under script, and the producers of a test; `close` ends all. */
export class ScriptedCluster {
  readonly nameServer: ScriptedServer
  readonly brokers: ReadonlyMap<string, ScriptedBroker>
  readonly #producers: Producer[] = []

  private constructor(nameServer: ScriptedServer, brokers: ReadonlyMap<string, ScriptedBroker>) {
    this.nameServer = nameServer
    this.brokers = brokers
  }

  static async start(options: ClusterOptions = {}): Promise<ScriptedCluster> {
    const { brokers: names = ['a'], queues = 4, topics = ['T'] } = options
    const brokers = new Map<string, ScriptedBroker>()
    for (const name of names) brokers.set(name, await ScriptedBroker.start())
    const addresses = Object.fromEntries([...brokers].map(([name, { address }]) => [name, address]))
    const body = routeBody(addresses, queues)
    const nameServer = await ScriptedServer.start(
      nameServerScript(new Map(topics.map((topic) => [topic, body]))),
    )
    return new ScriptedCluster(nameServer, brokers)
  }

  broker(name = 'a'): ScriptedBroker {
    const broker = this.brokers.get(name)
    if (!broker) throw new Error(`no broker ${name}`)
    return broker
  }

  async producer(settings: Partial<OwnClientOptions> = {}): Promise<Producer> {
    const producer = createProducer({
      nameServers: this.nameServer.address,
      group: 'G',
      clientIp: '10.1.2.3',
      random: () => 0,
      ...settings,
    })
    this.#producers.push(producer)
    await producer.start()
    return producer
  }

  async close(): Promise<void> {
    await Promise.all(this.#producers.map((producer) => producer.close()))
    const servers = [this.nameServer, ...[...this.brokers.values()].map(({ server }) => server)]
    await Promise.all(servers.map((server) => server.stop()))
  }
}
