import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

import { docsDir } from './places.js'

/**
 * The decisions of the project, in their order.
 * @returns {{ file: string, title: string }[]} the file without its ending
 */
export function decisions() {
  const folder = join(docsDir, 'adr')
  return readdirSync(folder)
    .filter((name) => /^\d{4}-.*\.md$/.test(name))
    .sort()
    .map((name) => {
      const [, title = name] = /^# (.+)$/m.exec(readFileSync(join(folder, name), 'utf8')) ?? []
      return { file: name.slice(0, -'.md'.length), title }
    })
}
