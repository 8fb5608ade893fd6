import { backgroundServers } from './background.js'

/**
 * @typedef {import('./contract.d.ts').Access & {
 *   source: import('./contract.d.ts').Source, version?: string | undefined, pid?: number | undefined
 * }} Found
 */

/**
 * A server that somebody else runs: named in the environment, left running by `services start`, or
 * on the standard port of this machine.
 * @param {import('./contract.d.ts').ServiceKind} kind
 * @param {NodeJS.ProcessEnv} environment
 * @param {() => readonly { server: import('./server-record.js').RecordedServer }[]} [background]
 * @returns {Promise<Found | undefined>}
 */
export async function findService(kind, environment, background = backgroundServers) {
  // Whoever names a server means that one: it is not probed, and nothing replaces it.
  const named = environment[kind.environment.url]
  if (named) {
    const variable = kind.environment.managementUrl
    const managementUrl = variable === undefined ? undefined : environment[variable]
    return { source: 'environment', url: named, managementUrl }
  }
  for (const { server } of background()) {
    if (server.name !== kind.name) continue
    const probed = await kind.probe(server.url)
    const { url, managementUrl } = server
    const pid = server.processes.at(-1)?.pid
    if (probed) return { source: 'background', url, managementUrl, pid, ...probed }
  }
  const probed = await kind.probe(kind.standard.url)
  return probed && { source: 'standard port', ...kind.standard, ...probed }
}
