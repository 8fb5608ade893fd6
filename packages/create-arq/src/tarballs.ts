import { readdirSync } from 'node:fs'
import { join } from 'node:path'

import { UsageError } from './usage-error.js'

/**
 * Tarballs of arq's packages, as `npm run pack` makes them.
 * @returns their specifiers for a package.json by name of package: `file:/…/arq-core-1.0.0.tgz`
 * @throws UsageError where there are none
 */
export function tarballsIn(folder: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const file of namesIn(folder)) {
    const [, name] = /^arq-(.+?)-\d+\.\d+\.\d+.*\.tgz$/.exec(file) ?? []
    // A path with `/` is one that every package manager reads, on Windows too.
    if (name) found.set(`@arq/${name}`, `file:${join(folder, file).replaceAll('\\', '/')}`)
  }
  if (found.size === 0) throw new UsageError('noTarballs', { folder })
  return found
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort()
  } catch {
    return []
  }
}
