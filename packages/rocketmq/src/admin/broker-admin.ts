import { NotFound } from '../errors/server-errors.js'
import { REQUEST_CODE } from '../protocol/request-code.js'
import {
  brokerConfigRequest,
  brokerRuntimeRequest,
  readBrokerConfigResponse,
  readBrokerRuntimeResponse,
  updateBrokerConfigRequest,
} from '../protocol/requests/broker-control.js'
import { expectSuccess } from '../protocol/response-error.js'
import { nearestName } from '../settings/nearest-name.js'
import { texts } from '../texts/texts.js'
import type { AdminCalls, BrokerServer } from './admin-calls.js'
import { atEach } from './at-each.js'
import {
  type BrokerChoice,
  type CallOptions,
  type ProgressOptions,
  signalOf,
} from './call-options.js'
import { hintFor } from './not-found.js'
import { onceSampled } from './once-sampled.js'

/** What a broker says about itself, in its own names. */
export interface BrokerValues extends BrokerServer {
  readonly values: Readonly<Record<string, string>>
}

/** Clusters and brokers: who is there, how they are doing, how they are set up. */
export class BrokerAdmin {
  readonly #calls: AdminCalls

  constructor(calls: AdminCalls) {
    this.#calls = calls
  }

  /** Every broker process that the name servers know, sorted by cluster, name and id. */
  list(options: CallOptions = {}): Promise<readonly BrokerServer[]> {
    return this.#calls.servers(options)
  }

  /** By cluster: the names of its brokers, both sorted. */
  async clusters(options: CallOptions = {}): Promise<ReadonlyMap<string, readonly string[]>> {
    const { clusters } = await this.#calls.client.nameServers.clusterInfo(signalOf(options))
    return new Map(
      [...clusters]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, of]) => [name, [...of].sort()]),
    )
  }

  /**
   * How the chosen brokers are doing: about 80 values under the broker's own names, for example `putTps`,
   * `getTransferredTps`, `msgPutTotalTodayNow`, `commitLogDiskRatio`, `brokerVersionDesc`.
   * A broker that has just started, and has not measured anything yet, is asked again for a few seconds.
   * @throws {@link NotFound} `ROCKETMQ_NO_BROKER` naming the nearest broker
   */
  async runtime(options: BrokerChoice & ProgressOptions = {}): Promise<readonly BrokerValues[]> {
    const servers = await this.#calls.readable(options)
    const ask = async (server: BrokerServer): Promise<BrokerValues> => ({
      ...server,
      values: await onceSampled(
        () =>
          this.#calls.ask(
            server.address,
            brokerRuntimeRequest(),
            readBrokerRuntimeResponse,
            signalOf(options),
          ),
        signalOf(options),
      ),
    })
    return atEach('Runtime statistics', servers, ask, options)
  }

  /**
   * How the chosen brokers are set up, in the names of `broker.conf`.
   * @throws {@link NotFound} `ROCKETMQ_NO_BROKER` naming the nearest broker
   */
  async config(options: BrokerChoice & ProgressOptions = {}): Promise<readonly BrokerValues[]> {
    const servers = await this.#calls.readable(options)
    return atEach('Broker settings', servers, (server) => this.#configOf(server, options), options)
  }

  /**
   * Changes settings of the chosen, running brokers; they write them into their files too. Some take effect only after
   * a restart. Returns what the brokers say afterwards.
   *
   * @throws {@link NotFound} `ROCKETMQ_NOT_FOUND` for a setting that a broker does not have, naming the nearest one;
   * nothing was changed. Brokers would ignore it
   * @throws {@link PartlyDone} `ROCKETMQ_PARTLY_DONE` some brokers failed
   */
  async updateConfig(
    changes: Readonly<Record<string, string>>,
    options: BrokerChoice & ProgressOptions = {},
  ): Promise<readonly BrokerValues[]> {
    const servers = await this.#calls.masters(options)
    const what = 'Changing broker settings'
    const configOf = (server: BrokerServer) => this.#configOf(server, options)
    for (const { address, values } of await atEach(what, servers, configOf, signalOf(options))) {
      checkNames(changes, values, address)
    }
    const request = updateBrokerConfigRequest(changes)
    const code = REQUEST_CODE.UPDATE_BROKER_CONFIG
    const act = async (server: BrokerServer): Promise<BrokerValues> => {
      await this.#calls.ask(
        server.address,
        request,
        (response, subject) => expectSuccess(code, response, subject),
        signalOf(options),
      )
      return configOf(server)
    }
    return atEach(what, servers, act, options)
  }

  async #configOf(server: BrokerServer, options: CallOptions): Promise<BrokerValues> {
    const { address } = server
    const request = brokerConfigRequest()
    const read = readBrokerConfigResponse
    return { ...server, values: await this.#calls.ask(address, request, read, signalOf(options)) }
  }
}

function checkNames(
  changes: Readonly<Record<string, string>>,
  values: Readonly<Record<string, string>>,
  address: string,
): void {
  const known = Object.keys(values)
  const name = Object.keys(changes).find((one) => !known.includes(one))
  if (name === undefined) return
  throw new NotFound({
    code: 'ROCKETMQ_NOT_FOUND',
    text: texts.brokerSettingMissing({ address, name, hint: hintFor(name, known) }),
    details: { address, name, nearest: nearestName(name, known) },
  })
}
