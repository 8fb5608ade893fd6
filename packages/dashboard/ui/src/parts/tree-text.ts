/** What a value is, where it stands in a tree. */
export type NodeKind = 'object' | 'list' | 'text' | 'number' | 'boolean' | 'null'

export function kindOf(value: unknown): NodeKind {
  if (Array.isArray(value)) return 'list'
  switch (typeof value) {
    case 'object':
      return value === null ? 'null' : 'object'
    case 'number':
      return 'number'
    case 'boolean':
      return 'boolean'
    default:
      return value === undefined ? 'null' : 'text'
  }
}

/** One entry of a list or an object. */
export interface Entry {
  readonly key: string
  readonly value: unknown
}

/** The entries of a value; none of one that has no inside. */
export function entriesOf(value: unknown): readonly Entry[] {
  if (Array.isArray(value)) return value.map((item, index) => ({ key: String(index), value: item }))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).map(([key, item]) => ({ key, value: item }))
}

const PREVIEW_LENGTH = 80

/** A value in one short line, for where its tree is folded: JSON, cut. */
export function previewOf(value: unknown): string {
  const text = JSON.stringify(value) ?? 'null'
  return text.length > PREVIEW_LENGTH ? `${text.slice(0, PREVIEW_LENGTH)}…` : text
}

/** How deep a tree is open at first: small ones as far as they go. */
export function openDepth(value: unknown): number {
  const size = (JSON.stringify(value) ?? '').length
  if (size < 2_000) return 8
  return size < 20_000 ? 2 : 1
}
