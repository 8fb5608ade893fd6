import type { AnnouncedJob } from '@arq/core'
import type { PartLimits } from '@arq/core/store'

import type { RedisKeys } from './redis-keys.js'
import { ttlText } from './write-command.js'

/** What one call takes: keeps Redis, which does nothing else meanwhile, below about 2 ms. */
export const ANNOUNCE_LIMITS: PartLimits<AnnouncedJob> = {
  maxItems: 200,
  maxCharacters: 1024 * 1024,
  sizeOf: ({ text }) => ({ items: 1, characters: text.length }),
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
