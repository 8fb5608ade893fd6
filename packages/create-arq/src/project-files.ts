import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import type { Language } from './language.js'
import type { TemplateName } from './templates.js'

const HOME = fileURLToPath(new URL('../templates', import.meta.url))
const README = /^README(?:\.(?<language>[\w-]+))?\.md$/

/**
 * npm keeps a `.gitignore` out of its tarballs, or takes it for a list of what to leave out: in the template it has another
 * name.
 */
const ARRIVES_AS: Readonly<Record<string, string>> = { gitignore: '.gitignore' }

/**
 * The files of a template by their place in the made project, with `/`: those that all have, and its own. Its README is
 * that in the person's language.
 */
export function templateFiles(
  template: TemplateName,
  language: Language,
): ReadonlyMap<string, string> {
  const files = new Map<string, string>()
  for (const room of ['shared', template]) {
    for (const path of pathsIn(join(HOME, room))) {
      const place = placeOf(path, language)
      // A checkout of ours on Windows may have other line ends.
      const text = readFileSync(join(HOME, room, path), 'utf8').replaceAll('\r\n', '\n')
      if (place !== undefined) files.set(place, text)
    }
  }
  return files
}

function pathsIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .map((path) => path.replaceAll('\\', '/'))
    .sort()
}

function placeOf(path: string, language: Language): string | undefined {
  const readme = README.exec(path)
  if (!readme) return ARRIVES_AS[path] ?? path
  return (readme.groups?.['language'] ?? 'en') === language ? 'README.md' : undefined
}
