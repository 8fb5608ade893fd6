import { NotFound } from '../errors/server-errors.js'
import { nearestName } from '../settings/nearest-name.js'
import type { Text } from '../texts/text.js'
import { texts } from '../texts/texts.js'

/** The name that was meant, or the names there are, where they are few. */
export function hintFor(name: string, known: readonly string[]): Text {
  const meant = nearestName(name, known)
  if (meant !== undefined) return texts.meant({ name: meant })
  const isShort = known.length > 0 && known.length <= MAX_NAMES
  return isShort ? texts.known({ names: known.join(', ') }) : texts.nothing()
}

/** More names than a line of an error can hold. */
const MAX_NAMES = 8

/** The error for a topic that does not exist, proposing the nearest one. */
export function topicNotFound(topic: string, known: readonly string[]): NotFound {
  return new NotFound({
    code: 'ROCKETMQ_TOPIC_NOT_FOUND',
    text: texts.topicMissing({ topic, hint: hintFor(topic, known) }),
    details: { topic, nearest: nearestName(topic, known) },
  })
}

/** The error for a consumer group that no broker knows, proposing the nearest one. */
export function groupNotFound(group: string, known: readonly string[]): NotFound {
  return new NotFound({
    code: 'ROCKETMQ_NOT_FOUND',
    text: texts.groupMissing({ group, hint: hintFor(group, known) }),
    details: { group, nearest: nearestName(group, known) },
  })
}
