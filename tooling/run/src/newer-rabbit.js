/** The RabbitMQ of what `npm run test:full` does beyond `npm test`. */
const VERSION = '4.0.5'
const SERVICE = `rabbitmq@${VERSION}`

/** @typedef {import('./suites.js').Suite} Suite */

/**
 * The suites among these that use RabbitMQ, for the newer one.
 * @param {readonly Suite[]} suites
 * @returns {Suite[]}
 */
export function onNewerRabbit(suites) {
  return suites
    .filter(({ services }) => services.includes('rabbitmq'))
    .map((suite) => ({
      ...suite,
      variant: `RabbitMQ ${VERSION}`,
      services: suite.services.map((name) => (name === 'rabbitmq' ? SERVICE : name)),
    }))
}

/**
 * Suites that start their own servers, with the newer one beside them: so it is got before, with
 * progress, and what they start is of its version.
 * @param {readonly Suite[]} suites
 * @returns {Suite[]}
 */
export function besideNewerRabbit(suites) {
  return suites.map((suite) => ({ ...suite, services: [...suite.services, SERVICE] }))
}
