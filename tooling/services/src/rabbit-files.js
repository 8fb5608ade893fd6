import { mkdirSync, writeFileSync } from 'node:fs'
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
 * One RabbitMQ node.
 * @typedef {object} RabbitNodePlan
 * @property {string} name of the Erlang node: `arq@localhost`
 * @property {RabbitPorts} ports
 * @property {string} dataDir
 * @property {import('./contract.d.ts').RabbitOptions['settings']} [settings]
 * @property {import('./contract.d.ts').RabbitOptions['plugins']} [plugins]
 * @property {RabbitMembership} [cluster]
 *
 * @typedef {object} RabbitMembership
 * @property {readonly string[]} names of all its nodes
 * @property {string} cookie the secret by which they let each other in
 */

/**
 * How soon an at-least-once dead letter that was not confirmed is published again. The default of 3
 * minutes is longer than any test.
 */
const OUR_SETTINGS = { dead_letter_worker_publisher_confirm_timeout: 3000 }

/** Erlang refuses one that others may read. */
const COOKIE = '.erlang.cookie'
const COOKIE_MODE = 0o400

/**
 * Writes what a node reads at its start. To be called once: a node that ran keeps its cookie.
 * @param {RabbitNodePlan} plan
 */
export function writeRabbitFiles(plan) {
  const { dataDir, cluster } = plan
  mkdirSync(dataDir, { recursive: true })
  for (const [name, text] of Object.entries(rabbitFiles(plan))) {
    writeFileSync(join(dataDir, name), text)
  }
  if (cluster) writeFileSync(join(dataDir, COOKIE), cluster.cookie, { mode: COOKIE_MODE })
}

/**
 * The configuration, by file name in the data folder.
 * @param {Pick<RabbitNodePlan, 'ports' | 'settings' | 'plugins' | 'cluster'>} plan
 * @returns {Record<string, string>}
 */
export function rabbitFiles({ ports: { amqp, management }, settings, plugins = [], cluster }) {
  const terms = Object.entries({ ...OUR_SETTINGS, ...settings })
    .map(([name, value]) => `{${name}, ${value}}`)
    .join(', ')
  return {
    'rabbitmq.conf': [
      `listeners.tcp.1 = 127.0.0.1:${amqp}`,
      'management.tcp.ip = 127.0.0.1',
      `management.tcp.port = ${management}`,
      // Tests look for their connections over HTTP; by default they would show up after 5 s.
      'collect_statistics_interval = 1000',
      ...(cluster ? clusterLines(cluster) : []),
      '',
    ].join('\n'),
    'advanced.config': `[{rabbit,[${terms}]}].\n`,
    enabled_plugins: `[${['rabbitmq_management', ...plugins].join(', ')}].\n`,
  }
}

/** @param {RabbitMembership} cluster */
function clusterLines({ names }) {
  return [
    'cluster_formation.peer_discovery_backend = classic_config',
    ...names.map((name, index) => `cluster_formation.classic_config.nodes.${index + 1} = ${name}`),
  ]
}

/**
 * The whole environment of a node: nothing that the user has set for another node gets in.
 * @param {Pick<RabbitNodePlan, 'name' | 'ports' | 'dataDir'>} plan the folder as the node sees it
 * @param {string | undefined} path
 * @returns {NodeJS.ProcessEnv}
 */
export function rabbitEnvironment({ name, ports, dataDir }, path) {
  return {
    PATH: path,
    LANG: 'C.UTF-8',
    HOME: dataDir, // its own Erlang cookie
    ERL_EPMD_PORT: String(ports.epmd),
    ERL_EPMD_ADDRESS: '127.0.0.1',
    RABBITMQ_NODENAME: name,
    RABBITMQ_DIST_PORT: String(ports.distribution),
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
