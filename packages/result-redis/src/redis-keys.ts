/**
 * Names of everything the store keeps in Redis: the layout of the Python library `rabbitmq-arq`, so that either side
 * reads what the other wrote.
 */
export interface RedisKeys {
  readonly prefix: string
  /** String: the record as JSON. */
  readonly result: (jobId: string) => string
  /** String: the record's status alone, for cheap polling. */
  readonly status: (jobId: string) => string
  /** Set: ids of the jobs of one queue. */
  readonly queue: (queueName: string) => string
  /** Publish/subscribe channel: a JSON array of the ids whose records have changed. */
  readonly changes: string
}

export function redisKeys(prefix: string): RedisKeys {
  return {
    prefix,
    result: (jobId) => `${prefix}:result:${jobId}`,
    status: (jobId) => `${prefix}:status:${jobId}`,
    queue: (queueName) => `${prefix}:queue:${queueName}:results`,
    changes: `${prefix}:changes`,
  }
}
