import type { ListedQueue } from '@arq/core/internal'

export type { ListedQueue }

/** What is asked for: a site may have thousands of queues, and the whole listing is long. */
export const LISTED_COLUMNS = [
  'name',
  'type',
  'arguments',
  'durable',
  'exclusive',
  'auto_delete',
  'messages',
  'messages_dlx',
  'effective_policy_definition',
] as const

/** Reads the answer of `GET /api/queues/<virtual host>`; `undefined` when it is no such listing. */
export function readListedQueues(body: unknown): readonly ListedQueue[] | undefined {
  if (!Array.isArray(body)) return undefined
  return body.flatMap((entry: unknown) => {
    const queue = record(entry)
    const name = queue['name']
    if (typeof name !== 'string') return []
    return {
      name,
      type: typed('string', queue['type']),
      arguments: record(queue['arguments']),
      isDurable: typed('boolean', queue['durable']),
      isExclusive: typed('boolean', queue['exclusive']),
      isAutoDelete: typed('boolean', queue['auto_delete']),
      messages: typed('number', queue['messages']),
      deadLettering: typed('number', queue['messages_dlx']),
      policy: record(queue['effective_policy_definition']),
    }
  })
}

interface TypeNames {
  readonly string: string
  readonly boolean: boolean
  readonly number: number
}

function typed<K extends keyof TypeNames>(type: K, value: unknown): TypeNames[K] | undefined {
  // `typeof` has just said so.
  return typeof value === type ? (value as TypeNames[K]) : undefined
}

/** Erlang writes an empty object as an empty list here and there. */
function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}
