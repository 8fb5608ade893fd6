/**
 * - `lean`: one key per job; a queue's set has the jobs that have not ended, if they had a record before.
 * - `python`: as the Python library `rabbitmq-arq` has it, so that either side reads what the other wrote.
 */
export type RedisLayout = 'lean' | 'python'

/** Names of everything the store keeps in Redis. */
export interface RedisKeys {
  readonly prefix: string
  readonly layout: RedisLayout
  /** String: the record as JSON. */
  readonly result: (jobId: string) => string
  /** String: the record's status alone, for cheap polling. Layout `python` only. */
  readonly status: (jobId: string) => string
  /** Set: ids of jobs of one queue. */
  readonly queue: (queueName: string) => string
  /** Sorted set: ids of jobs that were stopped while they waited, by the moment at which their records end. */
  readonly stopped: string
  /** Sorted set: ids of jobs that outran their announcement, by the moment at which that is forgotten. */
  readonly outrun: string
  /** Hash: the entries of a group by their names, each as `version text`. */
  readonly entries: (group: string) => string
  /**
   * Begins the keys of the logs of a group, all in one slot of a cluster, whatever the group's name: `:names` is the set of
   * their names, `:log:{name}` a stream, `:state:{name}` a hash.
   */
  readonly streams: (group: string) => string
  /** Publish/subscribe channel: a JSON array of the ids whose records have changed, and of the logs that have news. */
  readonly changes: string
}

export function redisKeys(prefix: string, layout: RedisLayout): RedisKeys {
  const setName = layout === 'lean' ? 'waiting' : 'results'
  return {
    prefix,
    layout,
    result: (jobId) => `${prefix}:result:${jobId}`,
    status: (jobId) => `${prefix}:status:${jobId}`,
    queue: (queueName) => `${prefix}:queue:${queueName}:${setName}`,
    stopped: `${prefix}:stopped`,
    outrun: `${prefix}:outrun`,
    entries: (group) => `${prefix}:entries:${group}`,
    streams: (group) => `${prefix}:stream:{:${group}}`,
    changes: `${prefix}:changes`,
  }
}
