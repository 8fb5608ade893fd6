import type { ClientInstance } from '../client/client-instance.js'
import type { MessageExt } from '../message/message-ext.js'

export interface DeadLetterParts {
  readonly client: Pick<ClientInstance, 'brokers' | 'routes'>
  /** With the namespace. */
  readonly group: string
  readonly unitMode: boolean
}

/**
 * Puts a popped message among the dead letters of its group. It is still to be acknowledged.
 * @param topic as it was popped, with the namespace
 */
export async function toDeadLetters(
  { client, group, unitMode }: DeadLetterParts,
  message: MessageExt,
  topic: string,
): Promise<void> {
  const { brokerName, storeHost, commitLogOffset, msgId } = message
  const { brokers, routes } = client
  const address = brokerName === undefined ? storeHost : routes.masterAddress(brokerName)
  await brokers.sendBack(address, {
    ...{ group, unitMode, brokerName, commitLogOffset },
    ...{ originTopic: topic, originMsgId: msgId, delay: 'deadLetter' },
  })
}
