import { pairOf } from './folder-cycles.js'

/**
 * What is wrong with the folders of a package: circles that are not on its list, and what stands on
 * the list in vain.
 * @param {readonly import('./folder-cycles.js').Arrow[]} arrows that lead round in a circle
 * @param {readonly string[]} toUntangle pairs that are known: `run <> settle`
 * @returns {string[]}
 */
export function folderProblems(arrows, toUntangle) {
  const pairs = new Set(arrows.map(pairOf))
  return [
    ...arrows
      .filter((arrow) => !toUntangle.includes(pairOf(arrow)))
      .map(({ from, to, example }) => `circle of folders: ${from} > ${to} (${example})`),
    ...toUntangle
      .filter((pair) => !pairs.has(pair))
      .map(
        (pair) => `${pair} is untangled: take it out of tooling/lint/src/folders-to-untangle.js`,
      ),
  ]
}
