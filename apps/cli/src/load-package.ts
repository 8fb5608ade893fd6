import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** Gives a package's exports; `undefined` when it is not installed. */
export type PackageLoader = (name: string) => Promise<unknown>

/** Finds optional packages in the user's project first, so that its own version is used, then beside the command line. */
export function packagesOf(projectFolder: string): PackageLoader {
  const folders = [projectFolder, fileURLToPath(new URL('.', import.meta.url))]
  return (name) => loadPackage(name, folders)
}

/**
 * Imports a package from the first of these folders that has it. A package that is there and cannot be loaded is an
 * error.
 */
export async function loadPackage(name: string, folders: readonly string[]): Promise<unknown> {
  for (const folder of folders) {
    const path = resolveFrom(folder, name)
    if (path !== undefined) return import(pathToFileURL(path).href)
  }
  return undefined
}

function resolveFrom(folder: string, name: string): string | undefined {
  try {
    return createRequire(join(folder, 'resolve-from-here.js')).resolve(name)
  } catch (error) {
    if (codeOf(error) === 'MODULE_NOT_FOUND') return undefined
    throw error
  }
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null ? Reflect.get(error, 'code') : undefined
}
