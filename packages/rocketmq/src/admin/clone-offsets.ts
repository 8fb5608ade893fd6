import type { QueueOffset } from '../offsets/offset-store.js'
import { REQUEST_CODE } from '../protocol/request-code.js'
import { cloneOffsetsRequest } from '../protocol/requests/consumer-groups.js'
import { retryTopicOf } from '../protocol/resource-name.js'
import { expectSuccess } from '../protocol/response-error.js'
import type { AdminCalls } from './admin-calls.js'
import { atEach } from './at-each.js'
import { type ProgressOptions, signalOf } from './call-options.js'
import type { QueueProgress } from './group-progress.js'

/** Copies the offsets of a group in these queues to another group, all but those of its retry topic. */
export async function cloneOffsets(
  calls: AdminCalls,
  what: {
    readonly from: string
    readonly to: string
    readonly queues: readonly QueueProgress[]
  },
  options: ProgressOptions,
): Promise<readonly QueueOffset[]> {
  const { from, to, queues } = what
  const retryTopic = retryTopicOf(from)
  const copied = queues.filter(({ queue }) => queue.topic !== retryTopic)
  const code = REQUEST_CODE.CLONE_GROUP_OFFSET
  for (const topic of new Set(copied.map(({ queue }) => queue.topic))) {
    const request = cloneOffsetsRequest({ from, to, topic })
    await atEach(
      `Copying the offsets of group ${from} in topic ${topic}`,
      await calls.mastersOf(topic, options),
      ({ address }) =>
        calls.ask(address, request, (response, subject) => expectSuccess(code, response, subject), {
          ...signalOf(options),
          topic,
          group: to,
        }),
      options,
    )
  }
  return copied.map(({ queue, consumerOffset }) => ({ queue, offset: consumerOffset }))
}
