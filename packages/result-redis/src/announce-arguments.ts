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
 * Jobs as ARGV of the announce script: a line for each, and in one argument those that follow each other and share queue and
 * time to live, since node-redis measures and joins each argument apart, which costs as much as writing them. A record is
 * JSON, in which no line ends, and an id has no space.
 */
export function toAnnounceArguments(
  jobs: readonly AnnouncedJob[],
  { prefix, layout }: RedisKeys,
  maxIdsPerQueue: number,
): (string | Buffer)[] {
  const values: (string | Buffer)[] = [prefix, layout, String(maxIdsPerQueue)]
  let lines: string[] = []
  for (const [index, { jobId, queueName, ttlMs, text }] of jobs.entries()) {
    lines.push(`${jobId} ${text}\n`)
    const next = jobs[index + 1]
    if (next?.queueName === queueName && next.ttlMs === ttlMs) continue
    values.push(queueName, ttlText(ttlMs), Buffer.from(lines.join('')))
    lines = []
  }
  return values
}
