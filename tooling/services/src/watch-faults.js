import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Of one server; what it logged last says most. */
const MOST_LINES = 40

/**
 * @typedef {object} WatchedServer
 * @property {Pick<import('./contract.d.ts').ServiceKind, 'title' | 'log'>} kind
 * @property {string | undefined} dataDir
 */

/**
 * From now on: what these servers log of their own faults.
 * @param {readonly WatchedServer[]} servers
 * @returns {() => string[]} the lines so far, those of each server under its name; empty when there are none
 */
export function watchFaults(servers) {
  const watched = servers.flatMap(({ kind: { title, log }, dataDir }) => {
    if (!log || dataDir === undefined) return []
    const file = join(dataDir, log.file)
    return [
      { title, file, faultsIn: log.faultsIn, from: existsSync(file) ? statSync(file).size : 0 },
    ]
  })
  return () =>
    watched.flatMap(({ title, file, faultsIn, from }) => {
      if (!existsSync(file)) return []
      const faults = faultsIn(readFileSync(file).subarray(from).toString())
      const left = faults.length - MOST_LINES
      if (faults.length === 0) return []
      return [
        `${title} logged meanwhile${left > 0 ? ` (${left} lines before these)` : ''}:`,
        ...faults.slice(-MOST_LINES).map((line) => `  ${line}`),
      ]
    })
}
