import { dirname } from 'node:path'

import { toError } from '@arq/core'
import { nearestName } from '@arq/core/internal'

import { findModule } from './find-module.js'
import { parseModuleReference } from './module-reference.js'
import type { Program } from './program.js'
import { type GivenSettings, toSettings } from './settings-shape.js'
import { texts } from './texts.js'
import { usageError } from './usage-error.js'

const FLAG = '--worker-module'

/** What a settings module gave, and where it is. */
export interface LoadedSettings {
  readonly settings: GivenSettings
  /** Packages it needs are looked for from here first. */
  readonly folder: string
}

/**
 * Loads `<module>:<export>`.
 * @throws ConfigurationError `ARQ_CONFIG_INVALID` naming what exists, when the module or the export does not
 */
export async function loadSettings(reference: string, program: Program): Promise<LoadedSettings> {
  const { path, exportName } = parseModuleReference(reference)
  const file = findModule(path, FLAG, program)
  let exported: Readonly<Record<string, unknown>>
  try {
    exported = await (await import('./import-module.js')).importModule(file)
  } catch (thrown) {
    const reason = toError(thrown).message
    throw usageError(program, FLAG, texts.moduleThrew({ path, reason }), thrown)
  }
  const names = Object.keys(exported)
  if (exportName === undefined || !names.includes(exportName)) {
    throw usageError(program, FLAG, noSuchExport(path, exportName, names))
  }
  const shaped = toSettings(exported[exportName])
  if (shaped.problem) throw usageError(program, `${FLAG} ${reference}`, shaped.problem)
  return { settings: shaped.settings, folder: dirname(file) }
}

function noSuchExport(path: string, wanted: string | undefined, names: readonly string[]) {
  const known = names.join(', ')
  if (names.length === 0) return texts.noExports({ path })
  if (wanted === undefined) return texts.exportUnnamed({ path, known, example: names[0] })
  const meant = nearestName(wanted, names)
  return meant === undefined
    ? texts.exportAmong({ path, wanted, known })
    : texts.exportMeant({ path, wanted, meant })
}
