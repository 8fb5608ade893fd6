import { extname } from 'node:path'
import { pathToFileURL } from 'node:url'

import { createJiti } from 'jiti'

/**
 * Loads a module of the user's: TypeScript through jiti, which shares the packages it imports with this program
 * (two copies of a package would be two of everything in it); JavaScript by Node itself.
 */
export async function importModule(file: string): Promise<Readonly<Record<string, unknown>>> {
  const isTypeScript = /^\.[mc]?ts$/.test(extname(file))
  const url = pathToFileURL(file).href
  const loaded: unknown = isTypeScript
    ? await createJiti(url, { interopDefault: false }).import(file)
    : await import(url)
  return exportsOf(loaded)
}

/** Also what Node does not see as names in CommonJS: `module.exports = makeExports()`. */
function exportsOf(loaded: unknown): Readonly<Record<string, unknown>> {
  if (!isObject(loaded)) return {}
  const exported: Readonly<Record<string, unknown>> = { ...loaded }
  const whole = exported['default']
  const isNamed = Object.keys(exported).some((name) => name !== 'default')
  return isNamed || !isObject(whole) || Array.isArray(whole) ? exported : { ...whole, ...exported }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
