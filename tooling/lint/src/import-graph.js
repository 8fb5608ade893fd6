import { readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'

// At the start of a line: a text may have `/*` in it.
const COMMENT = /^\s*(?:\/\*[\s\S]*?\*\/|\/\/.*$)/gm

// `… from './a.js'`, `import './a.js'`, `import('./a.js')`: prettier has made the quotes and blanks.
const IMPORT = /\b(?:from |import |import\()'(\.{1,2}\/[^']+)'/g

/**
 * What the TypeScript files of a folder import of each other, types too.
 * @param {string} folder
 * @returns {import('./folder-cycles.js').ImportGraph}
 */
export function importGraph(folder) {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.ts'))
    .sort()
  const known = new Set(files)
  const graph = files.map((file) => {
    const code = readFileSync(join(folder, file), 'utf8').replaceAll(COMMENT, '')
    const imported = [...code.matchAll(IMPORT)].map(([, target = '']) =>
      posix.join(posix.dirname(file), target.replace(/\.js$/, '.ts')),
    )
    return [file, [...new Set(imported)].filter((target) => known.has(target))]
  })
  return Object.fromEntries(graph)
}

/**
 * Ways that lead from a file back to it, each told once.
 * @param {import('./folder-cycles.js').ImportGraph} graph
 * @returns {string[][]}
 */
export function fileCircles(graph) {
  /** @type {string[][]} */
  const circles = []
  /** @type {string[]} the way to the file that is looked at */
  const way = []
  const done = new Set()
  /** @param {string} file */
  const look = (file) => {
    const start = way.indexOf(file)
    if (start >= 0) circles.push(way.slice(start))
    if (start >= 0 || done.has(file)) return
    way.push(file)
    for (const imported of graph[file] ?? []) look(imported)
    way.pop()
    done.add(file)
  }
  for (const file of Object.keys(graph)) look(file)
  return circles
}
