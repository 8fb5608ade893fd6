import { readFileSync } from 'node:fs'

import { probeRedis } from './probe-redis.js'
import { ServerProcess } from './server-process.js'

/** What it prints, in its data folder. */
export const OUTPUT = 'redis.log'

const READY_WITHIN_MS = 15_000

/** @typedef {import('./contract.d.ts').RocketMQTls} RedisTls */

/**
 * One Redis, or one sentinel.
 * @typedef {object} RedisPlan
 * @property {import('./redis-installation.js').RedisInstallation} installation
 * @property {string} dataDir
 * @property {number} port
 * @property {RedisTls | undefined} [tls] present: it speaks nothing else
 * @property {Readonly<Record<string, string>>} [settings] of `redis.conf`
 * @property {string} [configFile] of a sentinel, which has nothing else
 * @property {number} [readyWithinMs]
 */

/** @param {RedisPlan} plan */
export function redisProcess(plan) {
  const { installation, dataDir, configFile, readyWithinMs = READY_WITHIN_MS } = plan
  const url = redisUrl(plan)
  return new ServerProcess({
    title: installation.title,
    command: installation.command,
    args: [...installation.args, ...(configFile ? [configFile, '--sentinel'] : argumentsOf(plan))],
    cwd: dataDir,
    env: { ...process.env, ...installation.env },
    output: OUTPUT,
    isReady: async () => (await probeRedis(url, clientTls(plan.tls))) !== undefined,
    readyWithinMs,
  })
}

/** @param {Pick<RedisPlan, 'port' | 'tls'>} plan */
export const redisUrl = ({ port, tls }) => `redis${tls ? 's' : ''}://127.0.0.1:${port}`

/**
 * In PEM, as a client of the server shows and trusts them.
 * @param {RedisTls | undefined} tls
 */
export const clientTls = (tls) =>
  tls && {
    ca: tls.ca,
    cert: readFileSync(tls.certPath, 'utf8'),
    key: readFileSync(tls.keyPath, 'utf8'),
  }

/** @param {RedisPlan} plan */
function argumentsOf({ dataDir, port, tls, settings = {} }) {
  const all = {
    bind: '127.0.0.1',
    dir: dataDir,
    save: '',
    appendonly: 'no',
    ...(tls
      ? {
          port: '0',
          'tls-port': String(port),
          'tls-ca-cert-file': tls.caPath,
          'tls-cert-file': tls.certPath,
          'tls-key-file': tls.keyPath,
        }
      : { port: String(port) }),
    ...settings,
  }
  // A value of several words is several arguments.
  return Object.entries(all).flatMap(([name, value]) => [`--${name}`, ...value.split(' ')])
}
