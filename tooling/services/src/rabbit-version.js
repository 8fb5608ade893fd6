/** @typedef {import('./contract.d.ts').RabbitVersion} RabbitVersion */

/**
 * Where a RabbitMQ other than the machine's own comes from: the Debian release that has it. `forky` is
 * still being made: one day it has another version, and this one can no longer be got.
 * @type {Readonly<Record<RabbitVersion, { suite: string }>>}
 */
export const RABBIT_VERSIONS = {
  '4.0.5': { suite: 'trixie' },
  '4.3.6': { suite: 'forky' },
}

/** For tests that start a RabbitMQ of their own and name no version. */
export const RABBIT_VERSION_VARIABLE = 'ARQ_TEST_RABBITMQ_VERSION'

/**
 * The version that the environment asks for where a test asks for none.
 * @param {NodeJS.ProcessEnv} [environment]
 * @returns {RabbitVersion | undefined} undefined: the machine's own
 */
export function chosenRabbitVersion(environment = process.env) {
  const wanted = environment[RABBIT_VERSION_VARIABLE]
  if (!wanted) return undefined
  if (isKnown(wanted)) return wanted
  const known = Object.keys(RABBIT_VERSIONS).join(', ')
  throw new Error(
    `${RABBIT_VERSION_VARIABLE} is ${wanted}: there is ${known}; without it, the installed one`,
  )
}

/**
 * @param {string} version
 * @returns {version is RabbitVersion}
 */
function isKnown(version) {
  return Object.hasOwn(RABBIT_VERSIONS, version)
}
