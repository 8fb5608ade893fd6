import { opendir, readFile, stat } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'

/** Folders that hold no code of the project's own. */
const IGNORED = new Set([
  ...[
    'node_modules',
    '.git',
    '.venv',
    'venv',
    '.tox',
    '__pycache__',
    'site-packages',
    '.mypy_cache',
  ],
  ...['dist', 'build', 'out', 'coverage', '.next', '.turbo', '.cache', 'vendor'],
])

const EXTENSIONS = new Set([
  ...['.ts', '.mts', '.cts', '.tsx', '.js', '.mjs', '.cjs', '.jsx', '.py'],
])

/** Written by hand, a file is smaller; what is larger is generated, and parsing it takes long. */
const LARGEST_BYTES = 1024 * 1024

export interface ProjectFile {
  /** From the project's folder, with `/`. */
  readonly path: string
  /** Absent: it was skipped, as too large or not text. */
  readonly text: string | undefined
}

/** The source files of a folder, in the order of their names. Links are not followed. */
export async function* walkProject(folder: string, root = folder): AsyncGenerator<ProjectFile> {
  const entries = []
  for await (const entry of await opendir(folder)) entries.push(entry)
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) {
      if (!IGNORED.has(entry.name)) yield* walkProject(path, root)
    } else if (entry.isFile() && EXTENSIONS.has(extname(entry.name))) {
      yield { path: relative(root, path).split(sep).join('/'), text: await textOf(path) }
    }
  }
}

async function textOf(path: string): Promise<string | undefined> {
  if ((await stat(path)).size > LARGEST_BYTES) return undefined
  const bytes = await readFile(path)
  // No program has a NUL in its text.
  return bytes.includes(0) ? undefined : bytes.toString('utf8').replace(/^\uFEFF/, '')
}
