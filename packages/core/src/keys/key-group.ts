import { hexText, sha256 } from '#platform'

/** Which line it is: the key, under the name of its limit. */
export interface KeyName {
  readonly limit: string
  readonly key: string
  /** It shares a total with the other keys of its limit. Absent: it has its places to itself. */
  readonly isShared?: boolean | undefined
}

const LINES = 'arq.keys:'
const POOLS = 'arq.key-pools:'
const LIMITS = 'arq.key-limits:'

/** A name without the colon that ends it. */
const escaped = (name: string): string => name.replaceAll('%', '%25').replaceAll(':', '%3A')
const unescaped = (name: string): string => name.replaceAll('%3A', ':').replaceAll('%25', '%')

/** The group of entries that a key has. */
export const lineGroupOf = ({ limit, key }: KeyName): string => `${lineGroupsOf(limit)}${key}`

/** What the groups of all keys begin with, or of those under one limit. */
export const lineGroupsOf = (limit?: string): string =>
  limit === undefined ? LINES : `${LINES}${escaped(limit)}:`

/** `undefined` for a group that is none of these. */
export function keyOfGroup(group: string): KeyName | undefined {
  const end = group.indexOf(':', LINES.length)
  if (!group.startsWith(LINES) || end === -1) return undefined
  return { limit: unescaped(group.slice(LINES.length, end)), key: group.slice(end + 1) }
}

/** The group of all keys of a limit that share a total. */
export const poolGroupOf = (limit: string): string => `${POOLS}${escaped(limit)}`

/** What the groups of all pools begin with. */
export const POOL_GROUPS = POOLS

/** The name of the limit; `undefined` for a group that is none of these. */
export const limitOfPool = (group: string): string | undefined =>
  group.startsWith(POOLS) ? unescaped(group.slice(POOLS.length)) : undefined

/** The group of what was set for a limit while workers run. */
export const limitGroupOf = (limit: string): string => `${LIMITS}${escaped(limit)}`

/** The entry that says who has places, and where the line is. */
export const LINE_ENTRY = 'line'

/** The entry of the message with a number, or of a further part of it. */
const messageEntry = (number: number, part = 0): string =>
  part === 0 ? `m:${String(number)}` : `m:${String(number)}:${String(part)}`

/** All entries of a message. */
export const messageEntries = (number: number, parts = 1): readonly [string, ...string[]] => [
  messageEntry(number),
  ...Array.from({ length: parts - 1 }, (_, further) => messageEntry(number, further + 1)),
]

const PLAIN_ID = /^[\x21-\x7e]{1,255}$/

/** The entry that finds a message in the line. Ids of other programs may be of any length and kind. */
export const idEntry = (messageId: string): string =>
  PLAIN_ID.test(messageId) ? `i:${messageId}` : `h:${hexText(sha256(messageId))}`
