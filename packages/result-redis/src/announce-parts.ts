import type { AnnouncedJob } from '@arq/core'

import type { RedisKeys } from './redis-keys.js'
import { ttlText } from './write-command.js'

/** Jobs in one call: keeps Redis, which does nothing else meanwhile, below about 2 ms. */
const MAX_JOBS = 200
/** Text in one call; a single larger record goes alone. */
const MAX_CHARACTERS = 1024 * 1024

/** Jobs in their order, in parts that one call of the script takes. */
export function* inParts(jobs: readonly AnnouncedJob[]): Generator<readonly AnnouncedJob[]> {
  let first = 0
  let characters = 0
  for (const [index, { text }] of jobs.entries()) {
    const isFull = index - first >= MAX_JOBS || characters + text.length > MAX_CHARACTERS
    if (isFull && index > first) {
      yield jobs.slice(first, index)
      first = index
      characters = 0
    }
    characters += text.length
  }
  if (first < jobs.length) yield jobs.slice(first)
}

/**
 * Jobs as ARGV of the announce script. The records are one argument: for each argument node-redis measures and joins
 * texts, which costs as much as writing them.
 */
export function toAnnounceArguments(
  jobs: readonly AnnouncedJob[],
  keys: RedisKeys,
  maxIdsPerQueue: number,
): (string | Buffer)[] {
  const queues = new Map<string, number>()
  const sizes = jobs.map(({ text }) => Buffer.byteLength(text))
  const records = Buffer.allocUnsafe(sizes.reduce((sum, bytes) => sum + bytes, 0))
  let heads = ''
  let offset = 0
  for (const [index, { jobId, queueName, text, ttlMs }] of jobs.entries()) {
    const queue = queues.get(queueName) ?? queues.size
    queues.set(queueName, queue)
    offset += records.write(text, offset)
    heads += `${jobId} ${String(sizes[index])} ${ttlText(ttlMs)} ${String(queue)}\n`
  }
  const { prefix, layout } = keys
  return [prefix, layout, String(maxIdsPerQueue), heads, records, ...queues.keys()]
}
