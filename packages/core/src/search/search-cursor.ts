import { ConfigurationError } from '../errors/settings-errors.js'
import { storeTexts } from '../texts/store-texts.js'

/** Where a search goes on, and how far it came. */
export interface SearchPlace<At> {
  /** In the words of the store. It comes back as JSON carries it. */
  readonly at: At
  readonly lookedAt: number
  readonly ofAbout: number | undefined
}

/** @param kind the kind of store, so that no other takes it for its own */
export const encodeCursor = <At>(
  kind: string,
  { at, lookedAt, ofAbout }: SearchPlace<At>,
): string => JSON.stringify([kind, lookedAt, ofAbout ?? null, at])

/**
 * @param isAt whether it is a place of this store's
 * @throws {@link ConfigurationError} `ARQ_CONFIG_INVALID` when it is none
 */
export function decodeCursor<At>(
  kind: string,
  cursor: string,
  isAt: (at: unknown) => at is At,
): SearchPlace<At> {
  const [ofKind, lookedAt, ofAbout, at] = listIn(cursor)
  if (ofKind === kind && isCount(lookedAt) && (ofAbout === null || isCount(ofAbout)) && isAt(at)) {
    return { at, lookedAt, ofAbout: ofAbout ?? undefined }
  }
  const text = storeTexts.notACursor()
  throw new ConfigurationError('options of search()', [{ path: 'cursor', text }])
}

function listIn(cursor: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(cursor)
    return Array.isArray(value) ? value : []
  } catch {
    return []
  }
}

const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0
