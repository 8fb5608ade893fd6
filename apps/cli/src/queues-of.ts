import type { GivenSettings } from './settings-shape.js'

/** The queues of a worker's settings; `undefined` when they name none. */
export function queuesOf({ queues, queueName }: GivenSettings): readonly string[] | undefined {
  if (typeof queueName === 'string') return [queueName]
  if (!Array.isArray(queues)) return undefined
  return queues.map((queue: unknown) =>
    typeof queue === 'object' && queue !== null
      ? String(Reflect.get(queue, 'name'))
      : String(queue),
  )
}
