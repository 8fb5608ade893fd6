import type { FileAccess } from '../files.js'

export type { FileAccess }

/** A page has none. */
export const files: FileAccess | undefined = undefined
