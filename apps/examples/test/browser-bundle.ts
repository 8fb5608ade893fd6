import { builtinModules } from 'node:module'
import { join } from 'node:path'

import { build, type BuildOptions, type Metafile } from 'esbuild'

const repository = join(import.meta.dirname, '..', '..', '..')

/** What Node has and browsers do not; each becomes a name that can be looked for. */
const NODE_GLOBALS = [
  ...['Buffer', 'process', 'global', 'setImmediate', 'clearImmediate'],
  ...['__dirname', '__filename'],
]
const markOf = (name: string): string => `nodeGlobal$${name}$`

interface Bundle {
  readonly code: string
  /** As it would be served, before compression. */
  readonly minifiedBytes: number
  /** What is in it, relative to the repository. */
  readonly files: readonly string[]
  /** What a browser lacks, with the way of imports that leads there. */
  readonly ofNode: readonly string[]
}

/** A program of this package as esbuild makes it for browsers: no plugin, no polyfill. */
export async function bundleForBrowser(
  contents: string,
  conditions: string[] = [],
): Promise<Bundle> {
  const options: BuildOptions = {
    stdin: { contents, loader: 'ts', resolveDir: join(import.meta.dirname, '..', 'src') },
    absWorkingDir: repository,
    ...{ bundle: true, platform: 'browser', format: 'esm', logLevel: 'silent' },
    // Kept as imports, so that all of them are told of, and not the first alone.
    external: ['node:*', ...builtinModules],
    ...(conditions.length > 0 ? { conditions } : {}),
  }
  const define = Object.fromEntries(NODE_GLOBALS.map((name) => [name, markOf(name)]))
  const [marked, minified] = await Promise.all([
    build({ ...options, write: false, metafile: true, define }),
    build({ ...options, write: false, minify: true }),
  ])
  const text = marked.outputFiles[0]?.text ?? ''
  const code = minified.outputFiles[0]?.text ?? ''
  const [output] = Object.values(marked.metafile.outputs)
  return {
    code,
    minifiedBytes: Buffer.byteLength(code),
    files: Object.entries(output?.inputs ?? {})
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .map(([file]) => file),
    ofNode: [...importsOfNode(marked.metafile), ...globalsOfNode(text, marked.metafile)],
  }
}

function importsOfNode(metafile: Metafile): readonly string[] {
  return Object.entries(metafile.inputs).flatMap(([file, { imports }]) =>
    imports
      .filter(({ external }) => external === true)
      .map(({ path }) => `${path}: ${wayTo(file, metafile)}`),
  )
}

/** esbuild names each file in a comment before what it took from it. */
function globalsOfNode(text: string, metafile: Metafile): readonly string[] {
  const found = new Set<string>()
  let file = '<stdin>'
  for (const line of text.split('\n')) {
    const named = line.startsWith('// ') ? line.slice(3) : ''
    if (named in metafile.inputs) file = named
    for (const name of NODE_GLOBALS) {
      if (line.includes(markOf(name))) found.add(`${name}: ${wayTo(file, metafile)}`)
    }
  }
  return [...found]
}

/** The shortest way of imports from the program to a file. */
function wayTo(wanted: string, { inputs }: Metafile): string {
  const ways = new Map<string, readonly string[]>([['<stdin>', []]])
  for (const [file, way] of ways) {
    for (const { path } of inputs[file]?.imports ?? []) {
      if (!ways.has(path)) ways.set(path, [...way, path])
    }
  }
  return ways.get(wanted)?.join(' → ') ?? wanted
}
