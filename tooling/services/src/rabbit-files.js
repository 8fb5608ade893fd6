import { join } from 'node:path'

/**
 * Where one RabbitMQ node listens. Its epmd (Erlang's name server) is its own: the shared one would
 * outlive it, listen on every interface, and mix up nodes of the same name.
 * @typedef {object} RabbitPorts
 * @property {number} amqp
 * @property {number} management
 * @property {number} distribution
 * @property {number} epmd
 */

/**
 * How soon an at-least-once dead letter that was not confirmed is published again. The default of 3
 * minutes is longer than any test.
 */
const OUR_SETTINGS = { dead_letter_worker_publisher_confirm_timeout: 3000 }

/**
 * The configuration, by file name in the data folder.
 * @param {RabbitPorts} ports
 * @param {import('./contract.d.ts').RabbitOptions['settings']} [settings]
 * @returns {Record<string, string>}
 */
export function rabbitFiles({ amqp, management }, settings = {}) {
  const terms = Object.entries({ ...settings, ...OUR_SETTINGS })
    .map(([name, value]) => `{${name}, ${value}}`)
    .join(', ')
  return {
    'rabbitmq.conf': [
      `listeners.tcp.1 = 127.0.0.1:${amqp}`,
      'management.tcp.ip = 127.0.0.1',
      `management.tcp.port = ${management}`,
      // Tests look for their connections over HTTP; by default they would show up after 5 s.
      'collect_statistics_interval = 1000',
      '',
    ].join('\n'),
    'advanced.config': `[{rabbit,[${terms}]}].\n`,
    enabled_plugins: '[rabbitmq_management].\n',
  }
}

/**
 * The whole environment of a node: nothing that the user has set for another node gets in.
 * @param {string} dataDir
 * @param {RabbitPorts} ports
 * @returns {NodeJS.ProcessEnv}
 */
export function rabbitEnvironment(dataDir, { distribution, epmd }) {
  return {
    PATH: process.env['PATH'],
    LANG: 'C.UTF-8',
    HOME: dataDir, // its own Erlang cookie
    ERL_EPMD_PORT: String(epmd),
    ERL_EPMD_ADDRESS: '127.0.0.1',
    // A name that resolves to loopback everywhere, whatever the machine is called.
    RABBITMQ_NODENAME: 'arq@localhost',
    RABBITMQ_DIST_PORT: String(distribution),
    RABBITMQ_CONFIG_FILE: join(dataDir, 'rabbitmq.conf'),
    RABBITMQ_ADVANCED_CONFIG_FILE: join(dataDir, 'advanced.config'),
    RABBITMQ_CONF_ENV_FILE: '/dev/null',
    RABBITMQ_ENABLED_PLUGINS_FILE: join(dataDir, 'enabled_plugins'),
    RABBITMQ_MNESIA_BASE: join(dataDir, 'mnesia'),
    RABBITMQ_LOG_BASE: join(dataDir, 'log'),
    RABBITMQ_GENERATED_CONFIG_DIR: join(dataDir, 'generated'),
    RABBITMQ_PID_FILE: join(dataDir, 'rabbitmq.pid'),
    // The start script then becomes the Erlang VM instead of keeping it as a child, so that the
    // process we started is the one to signal. It would also read from a terminal: not wanted.
    RABBITMQ_ALLOW_INPUT: '1',
    RABBITMQ_SERVER_START_ARGS: '-noinput +B i',
  }
}
