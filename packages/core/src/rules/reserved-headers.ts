/**
 * Headers that a broker reads or writes. RabbitMQ: `CC` and `BCC` name further queues (and another value than a list
 * closes the channel), the others are its history of a message, or its plugins' (delay, federation, shovel, streams).
 * Case counts there, and so it does here.
 */
const BROKERS =
  /^(?:CC|BCC|x-delay|x-received-from|x-shovelled(?:-.*)?|x-(?:death|first-death|last-death|delivery|acquired|stream|opt)(?:-.*)?)$/s

/** Headers that this library or the Python library reads or writes. */
const OURS =
  /^(?:x-retry-count|x-client-delayed|x-failed-at|x-job-id|x-worker-id|x-queue|x-(?:error|arq)(?:-.*)?)$/s

/** Who gives a header of this name its meaning; `undefined` when it is free for callers. */
export function headerOwner(name: string): 'RabbitMQ' | 'arq' | undefined {
  if (BROKERS.test(name)) return 'RabbitMQ'
  return OURS.test(name) ? 'arq' : undefined
}
