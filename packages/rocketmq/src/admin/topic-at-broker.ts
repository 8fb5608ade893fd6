import { BrokerError } from '../errors/server-errors.js'
import {
  allTopicConfigsRequest,
  readAllTopicConfigsResponse,
  readTopicConfigResponse,
  type StoredTopicConfig,
  topicConfigRequest,
} from '../protocol/requests/topic-configs.js'
import { RESPONSE_CODE } from '../protocol/response-code.js'
import type { AdminCalls, TopicServer } from './admin-calls.js'
import { type CallOptions, signalOf } from './call-options.js'
import { readTable } from './read-table.js'

/** A topic as a broker has it. */
export interface TopicAtBroker extends StoredTopicConfig {
  readonly brokerName: string
  readonly address: string
}

/** The topic at one broker, or `undefined` when that broker does not have it. */
export async function topicAt(
  calls: AdminCalls,
  { brokerName, address }: TopicServer,
  topic: string,
  options: CallOptions,
): Promise<TopicAtBroker | undefined> {
  try {
    const about = { ...signalOf(options), topic }
    const request = topicConfigRequest(topic)
    const config = await calls.ask(address, request, readTopicConfigResponse, about)
    return { ...config, brokerName, address }
  } catch (error) {
    if (!(error instanceof BrokerError)) throw error
    if (error.responseCode === RESPONSE_CODE.TOPIC_NOT_EXIST) return undefined
    if (error.responseCode !== RESPONSE_CODE.REQUEST_CODE_NOT_SUPPORTED) throw error
    // RocketMQ 4 tells of one topic only together with all others.
    const all = await allAt(calls, address, options)
    const config = all.find((one) => one.topic === topic)
    return config && { ...config, brokerName, address }
  }
}

function allAt(
  calls: AdminCalls,
  address: string,
  options: CallOptions,
): Promise<readonly StoredTopicConfig[]> {
  return readTable((at) =>
    calls.ask(address, allTopicConfigsRequest(at), readAllTopicConfigsResponse, signalOf(options)),
  )
}
