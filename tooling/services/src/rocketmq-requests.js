import { converse } from './conversation.js'
import { readAnswer, requestFrame } from './rocketmq-frames.js'

const UPDATE_AND_CREATE_TOPIC = 17
const UPDATE_BROKER_CONFIG = 25
const GET_BROKER_RUNTIME_INFO = 28
const GET_ROUTEINFO_BY_TOPIC = 105
const GET_BROKER_CLUSTER_INFO = 106

const NO_PERMISSION = 16

/**
 * How the servers of a cluster want to be spoken to.
 * @typedef {object} Manner
 * @property {import('./contract.d.ts').RocketMQCredentials | undefined} [credentials]
 * @property {import('./contract.d.ts').RocketMQTls | undefined} [tls]
 */

/**
 * Every address that a name server has a broker for.
 * @param {string} nameServer `127.0.0.1:9876`
 * @param {Manner} [manner]
 * @returns {Promise<string[] | undefined>} undefined: no name server answers there
 */
export async function brokersOf(nameServer, manner) {
  const answer = await ask(nameServer, GET_BROKER_CLUSTER_INFO, { ...manner })
  return answer?.code === 0 ? addressesIn(answer.body) : undefined
}

/**
 * The addresses of the brokers that have a topic, as a name server knows them.
 * @param {string} nameServer
 * @param {string} topic
 * @param {Manner} [manner]
 */
export async function routeOf(nameServer, topic, manner) {
  const answer = await ask(nameServer, GET_ROUTEINFO_BY_TOPIC, { ...manner, fields: { topic } })
  return answer?.code === 0 ? addressesIn(answer.body) : []
}

/**
 * Makes a broker tell the name servers about itself now. When it comes up before it has noticed
 * that a name server is there, it would do so only ten seconds later; a change of a setting, even
 * to the value that it has, does it at once.
 * @param {string} broker
 * @param {Manner} [manner]
 * @returns {Promise<boolean>} whether it did
 */
export async function announce(broker, manner) {
  const body = 'brokerPermission=6'
  const answer = await ask(broker, UPDATE_BROKER_CONFIG, { ...manner, body })
  return answer?.code === 0
}

/**
 * The version, as in `5.3.3`, of a broker that answers; undefined when it does not, or not us. In
 * its first second a broker fails at this question, and is there all the same.
 * @param {string} broker
 * @param {Manner} [manner]
 * @returns {Promise<import('./contract.d.ts').Probed | undefined>}
 */
export async function askVersion(broker, manner) {
  const answer = await ask(broker, GET_BROKER_RUNTIME_INFO, { ...manner })
  if (answer === undefined || answer.code === NO_PERMISSION) return undefined
  const [, version] = /"brokerVersionDesc":"V([\d_]+)/.exec(answer.body.toString()) ?? []
  return { version: version?.replaceAll('_', '.') }
}

/**
 * Creates a topic on a broker, or changes it.
 * @param {string} broker
 * @param {string} topic
 * @param {import('./contract.d.ts').RocketMQTopicOptions} options
 * @param {Manner} [manner]
 */
export async function createTopicOn(broker, topic, { queues = 4, attributes = {} }, manner) {
  const added = Object.entries(attributes).map(([name, value]) => `+${name}=${value}`)
  const fields = {
    topic,
    defaultTopic: 'TBW102',
    readQueueNums: String(queues),
    writeQueueNums: String(queues),
    perm: '6',
    topicFilterType: 'SINGLE_TAG',
    topicSysFlag: '0',
    order: 'false',
    ...(added.length > 0 && { attributes: added.join(',') }),
  }
  const answer = await ask(broker, UPDATE_AND_CREATE_TOPIC, { ...manner, fields })
  // A success may carry a remark too ("not set any response code").
  if (answer?.code === 0) return
  const reason = answer ? `code ${answer.code}, ${answer.remark}` : 'it does not answer'
  throw new Error(`broker ${broker} did not create topic ${topic}: ${reason}`)
}

/**
 * @param {string} address
 * @param {number} code
 * @param {Manner & { fields?: Readonly<Record<string, string>>, body?: string }} parts
 */
function ask(address, code, { tls, credentials, fields, body }) {
  const [host = '', port] = address.split(':')
  return converse(
    { host, port: Number(port), secure: tls !== undefined, ca: tls?.ca },
    { opening: requestFrame(code, { credentials, fields, body }), hear: readAnswer },
  )
}

/**
 * Found by their form: the body is JSON in newer versions only.
 * @param {Buffer} body
 */
function addressesIn(body) {
  return [...body.toString().matchAll(/"([\w.-]+:\d+)"/g)].map(([, address = '']) => address)
}
