import { readFileSync } from 'node:fs'

/** The folder of this package, in the repository and where it is installed. */
const HOME = new URL('../', import.meta.url)

interface Manifest {
  readonly version: string
  readonly devDependencies?: Readonly<Record<string, string>>
}

/** The version of create-arq itself. */
export const ownVersion = (): string => readManifest(HOME).version

/**
 * The range of versions that a made project asks for. The one place where they stand is `devDependencies` of this
 * package, what its templates are tested with: a release puts true versions there.
 */
export function rangeOf(name: string): string {
  const range = readManifest(HOME).devDependencies?.[name]
  if (range === undefined) throw new Error(`${name} is no dependency of create-arq`)
  // In the repository: the version that is linked.
  if (/^(?:workspace|catalog):/.test(range)) {
    return `^${readManifest(new URL(`node_modules/${name}/`, HOME)).version}`
  }
  return /^\d/.test(range) ? `^${range}` : range
}

function readManifest(folder: URL): Manifest {
  return JSON.parse(readFileSync(new URL('package.json', folder), 'utf8')) as Manifest
}
