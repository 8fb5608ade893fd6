import { isTask } from '@arq/core/internal'

import type { GivenSettings } from './settings-shape.js'

/** The tasks of a worker's settings by the names that jobs call them; none where it names none. */
export function taskNamesOf({ functions }: GivenSettings): readonly string[] {
  if (!Array.isArray(functions)) return []
  return functions.flatMap((entry: unknown) =>
    isTask(entry) || typeof entry === 'function' ? [Reflect.get(entry, 'name')] : [],
  )
}
