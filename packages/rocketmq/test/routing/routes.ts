import { parseTopicRouteData, type TopicRouteData } from '../../src/protocol/route-data.js'

/** A route as a name server writes it, from the two lists that matter. */
export function route(
  queueDatas: readonly Record<string, unknown>[],
  brokerDatas: readonly Record<string, unknown>[],
  more: Record<string, unknown> = {},
): TopicRouteData {
  const full = queueDatas.map((data) => ({ perm: 6, topicSysFlag: 0, ...data }))
  const brokers = brokerDatas.map((data) => ({ cluster: 'C', ...data }))
  const body = JSON.stringify({ queueDatas: full, brokerDatas: brokers, ...more })
  return parseTopicRouteData(Buffer.from(body), 't')
}

/** Brokers b (first in the text) and a, with two queues each; a has a slave. */
export const TWO_BROKERS = route(
  [
    { brokerName: 'b', readQueueNums: 2, writeQueueNums: 2 },
    { brokerName: 'a', readQueueNums: 2, writeQueueNums: 2 },
  ],
  [
    { brokerName: 'b', brokerAddrs: { 0: 'b:1' } },
    { brokerName: 'a', brokerAddrs: { 1: 'a:2', 0: 'a:1' } },
  ],
)
