import type { Overrides } from './overrides.js'
import type { GivenSettings } from './settings-shape.js'

/** What is opened by the command line itself, from URLs; the rest goes to the worker as it is. */
const NOT_THE_WORKERS = new Set([
  'transport',
  'rabbitmqUrl',
  'connectionTimeout',
  'managementUrl',
  'resultStoreUrl',
  'resultStoreSchemes',
  'logLevel',
  'logFormat',
])

/** The settings module's settings with what flags, environment and configuration file say in their place. Pure. */
export function mergeSettings(given: GivenSettings, overrides: Overrides): GivenSettings {
  const merged: Record<string, unknown> = { ...given }
  // A worker takes the store itself; the URL is opened by worker-parts.ts.
  delete merged['jobResultStoreUrl']
  for (const [key, { value }] of overrides) {
    if (NOT_THE_WORKERS.has(key)) continue
    if (key === 'queueName') Object.assign(merged, queueSettings(value, given['queues']))
    else merged[key] = value
    // Another name for the same setting, which would win over it.
    if (key === 'jobResultTtl') delete merged['keepResult']
  }
  return merged
}

/** One queue or several, in place of whichever of the two settings the module uses. */
function queueSettings(asked: unknown, known: unknown): GivenSettings {
  const names: readonly unknown[] = Array.isArray(asked) ? asked : [asked]
  const queues = names.map((queue) =>
    typeof queue === 'object' ? queue : (configured(queue, known) ?? { name: queue }),
  )
  return { queueName: undefined, queues }
}

/** What the module says about a queue stays true when the queue is chosen by a flag. */
function configured(name: unknown, known: unknown): unknown {
  if (!Array.isArray(known)) return undefined
  return known.find(
    (queue: unknown) =>
      typeof queue === 'object' && queue !== null && Reflect.get(queue, 'name') === name,
  )
}
