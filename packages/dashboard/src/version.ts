import { createRequire } from 'node:module'

/** Of this package. From `dist` and from `src` it lies one folder up. */
export const VERSION: string = (
  createRequire(import.meta.url)('../package.json') as { readonly version: string }
).version
