import { backgroundServers } from './background.js'
import { isAlive, signalProcess } from './process-identity.js'
import { forget } from './server-record.js'
import { until } from './until.js'

const END_WITHIN_MS = 10_000

/**
 * Ends the servers in the background, all at once.
 * @returns {Promise<string[]>} which
 */
export async function endBackgroundServers() {
  return Promise.all(
    backgroundServers().map(async ({ server, file }) => {
      // Their data go with them, so there is nothing to save in an orderly end.
      server.processes.forEach((identity) => signalProcess(identity, 'SIGKILL'))
      await until(() => !server.processes.some((identity) => isAlive(identity)), {
        what: `${server.id} to end`,
        withinMs: END_WITHIN_MS,
      })
      forget(server, file)
      return server.id
    }),
  )
}
