import { isAlive, signalProcess } from './process-identity.js'
import { forget, readRecords } from './server-record.js'

/**
 * What should happen to a recorded server whose handle we do not hold.
 * @param {import('./server-record.js').RecordedServer} server
 * @param {typeof isAlive} [alive]
 * @returns {'keep' | 'sweep'}
 */
export function verdict({ owner, processes }, alive = isAlive) {
  if (owner) return alive(owner) ? 'keep' : 'sweep'
  // In the background: kept as long as the server itself, the last process, runs.
  const main = processes.at(-1)
  return main && alive(main) ? 'keep' : 'sweep'
}

/**
 * Ends servers whose owner died without stopping them, and deletes their data. Nobody needs those,
 * so they get no time to end politely.
 * @param {import('./contract.d.ts').Log} log
 * @param {string} [folder]
 */
export function sweepStaleServers(log, folder) {
  for (const { server, file } of readRecords(folder)) {
    if (verdict(server) === 'keep') continue
    const ended = server.processes.filter((identity) => signalProcess(identity, 'SIGKILL'))
    if (ended.length > 0) log(`ended ${server.id}, left behind by a run that crashed`)
    forget(server, file)
  }
}
