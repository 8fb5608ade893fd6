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
 * Jobs as ARGV of the announce script: a line for each in one argument, since node-redis measures and joins each argument
 * apart, which costs as much as writing them. A record is JSON, in which no line ends.
 */
export function toAnnounceArguments(
  jobs: readonly AnnouncedJob[],
  keys: RedisKeys,
  maxIdsPerQueue: number,
): (string | Buffer)[] {
  const queues = new Map<string, number>()
  const lines = jobs.map(({ jobId, queueName, text, ttlMs }) => {
    const queue = queues.get(queueName) ?? queues.size
    queues.set(queueName, queue)
    return `${jobId} ${ttlText(ttlMs)} ${String(queue)} ${text}\n`
  })
  const { prefix, layout } = keys
  return [prefix, layout, String(maxIdsPerQueue), Buffer.from(lines.join('')), ...queues.keys()]
}
