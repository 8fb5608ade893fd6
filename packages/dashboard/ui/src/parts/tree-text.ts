import { jsonText } from './json-text.js'

/** What a value is, where it stands in a tree. */
export type NodeKind = 'object' | 'list' | 'text' | 'number' | 'boolean' | 'null'

export function kindOf(value: unknown): NodeKind {
  if (Array.isArray(value)) return 'list'
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'object') return 'object'
  if (typeof value === 'number') return 'number'
  return typeof value === 'boolean' ? 'boolean' : 'text'
}

/** One entry of a list or an object. */
export interface Entry {
  readonly key: string
  readonly value: unknown
}

/** The entries of a value; none of one that has no inside. */
export function entriesOf(value: unknown): readonly Entry[] {
  if (typeof value !== 'object' || value === null) return []
  // The keys of a list are its positions.
  const entries: readonly (readonly [string, unknown])[] = Object.entries(value)
  return entries.map(([key, item]) => ({ key, value: item }))
}

const PREVIEW_LENGTH = 80

/** A value in one short line, for where its tree is folded: JSON, cut. */
export function previewOf(value: unknown): string {
  const text = jsonText(value)
  return text.length > PREVIEW_LENGTH ? `${text.slice(0, PREVIEW_LENGTH)}…` : text
}

/** How deep a tree is open at first: small ones as far as they go. */
export function openDepth(value: unknown): number {
  const size = jsonText(value).length
  if (size < 2_000) return 8
  return size < 20_000 ? 2 : 1
}
