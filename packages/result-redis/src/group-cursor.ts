import { notAGroupCursor } from '@arq/core/store'

import { isScanPlace, type ScanPlace } from './scan-place.js'

const KIND = 'redis groups'

/** Where a look through the groups of entries goes on, as the caller has it. */
export const groupCursor = (place: ScanPlace): string => JSON.stringify([KIND, place])

/** @throws {@link ConfigurationError} `ARQ_CONFIG_INVALID` when it is none of this store's */
export function placeIn(cursor: string): ScanPlace {
  const [kind, place] = listIn(cursor)
  if (kind === KIND && isScanPlace(place)) return place
  throw notAGroupCursor()
}

function listIn(cursor: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(cursor)
    return Array.isArray(value) ? value : []
  } catch {
    return []
  }
}
