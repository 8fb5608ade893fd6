import {
  allProducersRequest,
  type ClientConnection,
  producerConnectionsRequest,
  readAllProducersResponse,
  readProducerConnectionsResponse,
} from '../protocol/requests/connections.js'
import type { AdminCalls, BrokerServer } from './admin-calls.js'
import { atEach } from './at-each.js'
import { type BrokerChoice, type ProgressOptions, signalOf } from './call-options.js'

/** A producer that brokers are connected with. */
export interface ConnectedProducer extends ClientConnection {
  readonly group: string
  /** The brokers that it is connected to, sorted. */
  readonly brokers: readonly string[]
}

/** Who sends. */
export class ProducerAdmin {
  readonly #calls: AdminCalls

  constructor(calls: AdminCalls) {
    this.#calls = calls
  }

  /** Every producer that a broker is connected with, sorted by group and client. */
  async list(options: BrokerChoice & ProgressOptions = {}): Promise<readonly ConnectedProducer[]> {
    const servers = await this.#calls.readable(options)
    const ask = async ({ address, brokerName }: BrokerServer) => {
      const request = allProducersRequest()
      const groups = await this.#calls.ask(
        address,
        request,
        readAllProducersResponse,
        signalOf(options),
      )
      return [...groups].flatMap(([group, clients]) =>
        clients.map((client) => ({ ...client, group, brokerName })),
      )
    }
    return merged((await atEach('Listing producers', servers, ask, options)).flat())
  }

  /** The clients of a producer group that a broker is connected with; none for one that does not run. */
  async connections(
    group: string,
    options: BrokerChoice & ProgressOptions = {},
  ): Promise<readonly ConnectedProducer[]> {
    const servers = await this.#calls.readable(options)
    const ask = async ({ address, brokerName }: BrokerServer) => {
      const request = producerConnectionsRequest(group)
      const about = { ...signalOf(options), group }
      const read = readProducerConnectionsResponse
      const clients = await this.#calls.ask(address, request, read, about)
      return clients.map((client) => ({ ...client, group, brokerName }))
    }
    const what = `Clients of producer group ${group}`
    return merged((await atEach(what, servers, ask, options)).flat())
  }
}

/** One of each client and group, with all its brokers. */
function merged(
  found: readonly (ClientConnection & { readonly group: string; readonly brokerName: string })[],
): readonly ConnectedProducer[] {
  const producers = new Map<string, ConnectedProducer>()
  for (const { brokerName, ...client } of found) {
    const key = `${client.group} ${client.clientId}`
    const brokers = [...(producers.get(key)?.brokers ?? []), brokerName].sort()
    producers.set(key, { ...client, brokers })
  }
  return [...producers].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, producer]) => producer)
}
