import { askVersion, brokersOf } from './rocketmq-requests.js'

/**
 * Asks the name servers for a broker, and the broker for its version. A name server alone is not
 * enough: nothing can be sent until a broker has told it where it is.
 * @param {string} nameServerAddress `127.0.0.1:9876`, several joined by `;`
 * @returns {Promise<import('./contract.d.ts').Probed | undefined>} undefined: not there
 */
export async function probeRocketMQ(nameServerAddress) {
  const known = await Promise.all(nameServerAddress.split(';').map((address) => brokersOf(address)))
  const brokers = new Set(known.flatMap((addresses) => addresses ?? []))
  const answers = await Promise.all([...brokers].map((address) => askVersion(address)))
  return answers.find((answer) => answer !== undefined)
}
