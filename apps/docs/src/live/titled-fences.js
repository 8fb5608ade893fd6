import { fencesIn } from '../fences.js'

/** A fence that shows a program of `apps/examples`, or a part of it: ` ```ts [src/delays.ts#region] `. */
const TITLE = /^ts\s+\[src\/(?<program>[\w./-]+\.ts)(?:#[\w-]+)?\]/

/**
 * The program that a fence shows.
 * @param {string} info what stands behind the three backticks
 * @returns {string | undefined} relative to `apps/examples/src`
 */
export const programOf = (info) => TITLE.exec(info.trim())?.groups?.['program']

/**
 * The programs that a page shows, each once.
 * @param {string} markdown
 * @returns {string[]}
 */
export function programsIn(markdown) {
  const infos = fencesIn(markdown).map(({ language, title }) => `${language} [${title ?? ''}]`)
  return [...new Set(infos.flatMap((info) => programOf(info) ?? []))]
}
