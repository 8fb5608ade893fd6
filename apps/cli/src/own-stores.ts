import type { ResultStore, UrlFactory } from '@arq/core'

import { findModule } from './find-module.js'
import { parseModuleReference } from './module-reference.js'
import type { Overrides } from './overrides.js'
import type { Program } from './program.js'
import { texts } from './texts.js'
import { usageError } from './usage-error.js'

/** Who opens the schemes that the configuration file adds; each module is loaded when its scheme is asked for. */
export function ownStores({
  overrides,
  program,
}: {
  readonly overrides: Overrides
  readonly program: Program
}): ReadonlyMap<string, UrlFactory<ResultStore>> {
  const override = overrides.get('resultStoreSchemes')
  // Its schema has checked it.
  const schemes = (override?.value ?? {}) as Readonly<Record<string, string>>
  return new Map(
    Object.entries(schemes).map(([scheme, reference]) => {
      const source = `${override?.source ?? ''}.${scheme}`
      const { path, exportName = 'default' } = parseModuleReference(reference)
      return [
        scheme,
        async (url) => {
          const file = findModule(path, source, program)
          const exported = await (await import('./import-module.js')).importModule(file)
          const open = exported[exportName]
          if (typeof open !== 'function') {
            throw usageError(program, source, texts.notAStoreFunction({ path, exportName }))
          }
          // The worker's schema checks what it gives.
          return (open as UrlFactory<ResultStore>)(url)
        },
      ]
    }),
  )
}
