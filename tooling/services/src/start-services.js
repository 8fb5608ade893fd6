import { join } from 'node:path'

import { createService } from './create-service.js'
import { environmentFor } from './environment.js'
import { findService } from './find-service.js'
import { kindOf } from './kinds.js'
import { onSignals } from './on-signals.js'
import { createRabbit } from './rabbit.js'
import { RABBIT_VERSION_VARIABLE } from './rabbit-version.js'
import { sweepStaleServers } from './stale-servers.js'
import { watchFaults } from './watch-faults.js'

/** @type {typeof import('./contract.d.ts').startServices} */
export async function startServices(names, options = {}) {
  const { log = () => undefined, dataDir, background = false, rabbitVersion } = options
  sweepStaleServers(log)

  /** @type {import('./contract.d.ts').Server[]} Filled before a start, so that a signal finds it. */
  const ours = []
  const forgetSignals = onSignals(() => stop())
  const stop = async () => {
    forgetSignals()
    await Promise.all(ours.map((server) => server.dispose()))
    // Test processes that crashed, or were ended, may have left private servers of theirs.
    sweepStaleServers(log)
  }

  const attempts = await Promise.allSettled(
    names.map(async (name) => {
      const kind = kindOf(name)
      const version = kind.name === 'rabbitmq' ? rabbitVersion : undefined
      // Whoever wants one version wants no other that happens to run.
      const found = version === undefined && (await findService(kind, process.env))
      if (found) {
        log(`${kind.title}${found.version ? ` ${found.version}` : ''}: ${found.source}`)
        return { kind, details: { ...found, startedByUs: false }, dataDir: undefined }
      }
      const place = dataDir === undefined ? undefined : join(dataDir, name)
      const { server, source } = version
        ? await createRabbitOf(version, { log, dataDir: place })
        : await createService(kind, { log, dataDir: place })
      ours.push(server)
      await server.start()
      const probed = await kind.probe(server.url)
      return { kind, details: detailsOf(server, source, probed?.version), dataDir: server.dataDir }
    }),
  )
  const running = attempts.flatMap((attempt) =>
    attempt.status === 'fulfilled' ? [attempt.value] : [],
  )
  const failed = attempts.find((attempt) => attempt.status === 'rejected')
  if (failed) {
    await stop()
    throw failed.reason
  }
  if (background) {
    forgetSignals()
    ours.forEach((server) => server.release())
  }
  return {
    urls: Object.fromEntries(running.map(({ kind, details }) => [kind.name, details.url])),
    details: Object.fromEntries(running.map(({ kind, details }) => [kind.name, details])),
    environment: Object.assign(
      {},
      ...running.map(({ kind, details }) => environmentFor(kind, details)),
      rabbitVersion && { [RABBIT_VERSION_VARIABLE]: rabbitVersion },
    ),
    watchFaults: () => watchFaults(running),
    stop,
  }
}

/**
 * @param {import('./contract.d.ts').RabbitVersion} version
 * @param {{ log: import('./contract.d.ts').Log, dataDir: string | undefined }} options
 * @returns {ReturnType<typeof createService>}
 */
async function createRabbitOf(version, { log, dataDir }) {
  const place = dataDir === undefined ? {} : { dataDir }
  return { server: await createRabbit({ version, log, ...place }), source: 'debian' }
}

/**
 * @param {import('./contract.d.ts').Server} server
 * @param {import('./contract.d.ts').Source} source
 * @param {string | undefined} version
 * @returns {import('./contract.d.ts').ServiceDetails}
 */
function detailsOf(server, source, version) {
  return {
    source,
    startedByUs: true,
    url: server.url,
    managementUrl: server.managementUrl,
    version,
    // It changes with a restart.
    get pid() {
      return server.pid
    },
    restart: () => server.restart(),
  }
}
