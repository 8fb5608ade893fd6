import { RouteError } from '../errors/errors.js'
import type { MessageSender } from '../send/message-sender.js'
import { texts } from '../texts/texts.js'
import { parseRecallHandle, type RecallHandle } from './recall-handle.js'

/** See `Producer.recall`. */
export async function recallMessage(sender: MessageSender, recallHandle: string): Promise<string> {
  sender.requireRunning()
  const { client, group, hooks } = sender
  const handle = parseRecallHandle(recallHandle)
  const { topic, brokerName, msgId } = handle
  const about = { group, topic, recallHandle, msgId, startedAtMs: Date.now() }
  try {
    const address = await brokerOf(sender, handle)
    const header = { topic, recallHandle, producerGroup: group, brokerName }
    const recalled = await client.brokers.recall(address, header)
    hooks.afterRecall({ ...about, error: undefined })
    return recalled
  } catch (error) {
    hooks.afterRecall({ ...about, error })
    throw error
  }
}

/** The master that has the message: only it can take it back. */
async function brokerOf(
  { client }: MessageSender,
  { topic, brokerName }: RecallHandle,
): Promise<string> {
  const known = (await client.routes.publishRoute(topic)).publish.masters.get(brokerName)
  if (known !== undefined) return known
  const newer = (await client.routes.refresh(topic))?.publish.masters.get(brokerName)
  if (newer !== undefined) return newer
  throw new RouteError({
    code: 'ROCKETMQ_NO_BROKER',
    text: texts.noBroker({ broker: brokerName }),
    details: { topic, broker: brokerName },
  })
}
