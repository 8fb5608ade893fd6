import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** apps/docs. */
export const docsDir = dirname(dirname(fileURLToPath(import.meta.url)))

/** The repository's root. */
export const rootDir = join(docsDir, '..', '..')

/** What `npm run docs` writes beside the pages that people write. Not in git. */
export const GENERATED = /** @type {const} */ ([
  'reference',
  'repository',
  'zh/adr',
  'zh/reference',
  'zh/repository',
])
