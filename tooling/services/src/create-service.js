import { containerEngineAnswers, createContainer } from './container.js'
import { debianAvailability, installDebianPackages } from './debian.js'
import { MissingService } from './missing-service.js'

/**
 * The ways to get things onto the machine, apart from the kind; given by tests.
 * @typedef {object} Ways
 * @property {typeof debianAvailability} debianAvailability
 * @property {typeof installDebianPackages} installDebianPackages
 * @property {typeof containerEngineAnswers} containerEngineAnswers
 * @property {typeof createContainer} createContainer
 */

/** @type {Ways} */
const realWays = {
  debianAvailability,
  installDebianPackages,
  containerEngineAnswers,
  createContainer,
}

/**
 * A server of our own, by the first way that works here: a program that is installed, one that
 * Debian installs now, a container.
 * @param {import('./contract.d.ts').ServiceKind} kind
 * @param {{ log: import('./contract.d.ts').Log, dataDir?: string | undefined }} options
 * @param {Ways} [ways]
 * @returns {Promise<{ server: import('./contract.d.ts').Server, source: import('./contract.d.ts').Source }>}
 */
export async function createService(kind, { log, dataDir }, ways = realWays) {
  const options = { log, ...(dataDir !== undefined && { dataDir }) }
  if (kind.findBinary()) return { server: await kind.create(options), source: 'binary' }

  if (await installFromDebian(kind, log, ways)) {
    return { server: await kind.create(options), source: 'debian' }
  }
  if (kind.container && (await ways.containerEngineAnswers())) {
    const server = await ways.createContainer(kind, kind.container, options)
    return { server, source: 'container' }
  }
  throw new MissingService(kind)
}

/**
 * @param {import('./contract.d.ts').ServiceKind} kind
 * @param {import('./contract.d.ts').Log} log
 * @param {Ways} ways
 */
async function installFromDebian(kind, log, ways) {
  if (kind.debianPackages.length === 0) return false
  const debian = ways.debianAvailability()
  if (!debian.possible) {
    log(`${kind.title} is not installed, and cannot be installed by itself: ${debian.reason}`)
    return false
  }
  const isInstalled = await ways.installDebianPackages(kind.debianPackages, log)
  return isInstalled && kind.findBinary() !== undefined
}
