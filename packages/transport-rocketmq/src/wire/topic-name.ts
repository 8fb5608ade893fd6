import { createHash } from 'node:crypto'

/**
 * Longest name of a topic and of its group. A group may have 120 letters; together with both names, the name of the
 * retry topic `%RETRY%<group>_<topic>` must be a folder's name at the broker, of at most 255.
 */
const LONGEST_NAME = 120
/** Longest prefix: it leaves room for a queue's name that people can read. */
export const LONGEST_PREFIX = 40
const HASH_LENGTH = 32

/**
 * The topic of a queue, which is also the name of the group that consumes it: the prefix, then the queue's name with
 * everything escaped that RocketMQ's names may not have. Two queues never share a topic.
 *
 * - letters, digits and `-` stay
 * - `.` becomes `_-`, and `_` becomes `__`
 * - every other byte, in UTF-8, becomes `_` and two hexadecimal digits in capitals
 * - what is longer than 120 then ends with `_h` and the first half of the SHA-256 of the whole, in small letters
 */
export function topicNameOf(prefix: string, queueName: string): string {
  const name = prefix + [...Buffer.from(queueName, 'utf8')].map(escaped).join('')
  if (name.length <= LONGEST_NAME) return name
  const hash = createHash('sha256').update(queueName).digest('hex').slice(0, HASH_LENGTH)
  // Not in the middle of an escape: what follows its `_` would be read with the mark.
  const start = name.slice(0, LONGEST_NAME - HASH_LENGTH - 2).replace(/_[\dA-F]?$/, '')
  return `${start}_h${hash}`
}

function escaped(byte: number): string {
  const letter = String.fromCharCode(byte)
  if (/[A-Za-z\d-]/.test(letter)) return letter
  if (letter === '.') return '_-'
  if (letter === '_') return '__'
  return `_${byte.toString(16).toUpperCase().padStart(2, '0')}`
}
