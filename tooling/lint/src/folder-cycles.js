/**
 * What a file imports, both as paths inside one package's `src`, with `/`.
 * @typedef {Readonly<Record<string, readonly string[]>>} ImportGraph
 *
 * An import that leads from one folder to another beside it.
 * @typedef {object} Arrow
 * @property {string} from the folder
 * @property {string} to the folder
 * @property {string} example `settle/ack.ts > run/run.ts`
 */

/**
 * The arrows between folders that lead round in a circle, at every depth: what lies deeper counts as
 * its folder's. Files beside folders are no folder: an index may import all of them.
 * @param {ImportGraph} imports
 * @returns {Arrow[]} in order of their pairs, one for each pair and direction
 */
export function arrowsInCircles(imports) {
  const arrows = [...arrowsBetweenFolders(imports).values()]
  return arrows
    .filter(({ from, to }) => reachableFrom(to, arrows).has(from))
    .sort((a, b) => pairOf(a).localeCompare(pairOf(b)))
}

/**
 * The two folders of an arrow, whichever way it leads: `run <> settle`.
 * @param {Arrow} arrow
 */
export function pairOf({ from, to }) {
  return [from, to].sort().join(' <> ')
}

/**
 * @param {ImportGraph} imports
 * @returns {ReadonlyMap<string, Arrow>} the first of each pair and direction
 */
function arrowsBetweenFolders(imports) {
  /** @type {Map<string, Arrow>} */
  const arrows = new Map()
  for (const [file, imported] of Object.entries(imports)) {
    for (const other of imported) {
      const [from, to] = foldersApart(file, other)
      const key = `${from} > ${to}`
      if (!from || !to || arrows.has(key)) continue
      arrows.set(key, { from, to, example: `${file} > ${other}` })
    }
  }
  return arrows
}

/**
 * The folders of two files inside the innermost folder that holds both; undefined for a file that
 * lies in that one itself.
 * @param {string} file
 * @param {string} other
 * @returns {(string | undefined)[]}
 */
function foldersApart(file, other) {
  const paths = [file.split('/'), other.split('/')]
  const [parts = [], others = []] = paths
  const depth = parts.findIndex((part, index) => part !== others[index])
  return paths.map((path) =>
    path.length > depth + 1 ? path.slice(0, depth + 1).join('/') : undefined,
  )
}

/**
 * @param {string} folder
 * @param {readonly Arrow[]} arrows
 * @returns {ReadonlySet<string>} with the folder itself
 */
function reachableFrom(folder, arrows) {
  const reached = new Set([folder])
  // A set is walked in the order in which it grows.
  for (const from of reached) {
    for (const arrow of arrows) if (arrow.from === from) reached.add(arrow.to)
  }
  return reached
}
