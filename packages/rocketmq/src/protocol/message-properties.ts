import { EncodeError } from '../errors/errors.js'
import type { Message } from '../message/message.js'
import { texts } from '../texts/texts.js'
import { appendProperty, MAX_PROPERTIES_BYTES } from './properties.js'
import { PROPERTY } from './property-names.js'

const KEY_SEPARATOR = ' '

/**
 * A message's properties as the one text that is sent: your own, then RocketMQ's for tags, keys, delay and so on, then
 * `system`, which producers add (transaction, trace, request and reply). Runs for every message sent.
 *
 * Source: apache/rocketmq `common/.../message/Message.java`, `MessageConst.java`.
 * @param uniqueId the message's `UNIQ_KEY`
 * @throws {@link EncodeError} `ROCKETMQ_ENCODE_FAILED` when a name or value contains 0x01 or 0x02, or when all together
 * have more bytes than a broker can store (32 767)
 */
export function encodeMessageProperties(
  message: Message,
  uniqueId: string,
  system?: Readonly<Record<string, string>>,
): string {
  const { properties, keys, delayLevel, delayMs, deliverAtMs } = message
  let text = ''
  for (const name in properties) text = appendProperty(text, name, properties[name])
  text = appendProperty(text, PROPERTY.TAGS, message.tags)
  if (keys.length > 0) text = appendProperty(text, PROPERTY.KEYS, keys.join(KEY_SEPARATOR))
  text = appendProperty(text, PROPERTY.SHARDING_KEY, message.shardingKey)
  if (delayLevel !== undefined) text = appendProperty(text, PROPERTY.DELAY, `${delayLevel}`)
  if (delayMs !== undefined) text = appendProperty(text, PROPERTY.TIMER_DELAY_MS, `${delayMs}`)
  if (deliverAtMs !== undefined) {
    text = appendProperty(text, PROPERTY.TIMER_DELIVER_MS, `${deliverAtMs}`)
  }
  if (message.priority !== undefined) {
    text = appendProperty(text, PROPERTY.PRIORITY, `${message.priority}`)
  }
  text = appendProperty(text, PROPERTY.LITE_TOPIC, message.liteTopic)
  // Brokers wait unless told otherwise.
  if (!message.waitStoreOk) text = appendProperty(text, PROPERTY.WAIT, 'false')
  text = appendProperty(text, PROPERTY.UNIQ_KEY, uniqueId)
  for (const name in system) text = appendProperty(text, name, system[name])
  checkSize(text)
  return text
}

/** A UTF-16 unit has at most three bytes in UTF-8: short texts need no counting. */
const BYTES_PER_UNIT = 3

function checkSize(text: string): void {
  if (text.length * BYTES_PER_UNIT <= MAX_PROPERTIES_BYTES) return
  const bytes = Buffer.byteLength(text)
  if (bytes <= MAX_PROPERTIES_BYTES) return
  throw new EncodeError(
    texts.theProperties(),
    texts.propertiesTooLarge({ bytes, limit: MAX_PROPERTIES_BYTES }),
  )
}

/** The keys in a `KEYS` property. */
export function splitKeys(text: string | undefined): readonly string[] {
  return text === undefined ? [] : text.split(KEY_SEPARATOR).filter((key) => key !== '')
}
