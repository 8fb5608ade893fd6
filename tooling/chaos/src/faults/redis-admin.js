import { createClient } from 'redis'

/** Nothing listens there: a replica of it goes on with the data that it has. */
const NO_MASTER = ['127.0.0.1', '1']

/** Any write takes more memory than that. */
const TOO_LITTLE_MEMORY = '1'

/**
 * Makes Redis refuse writes for a while, as one does that was demoted or is full.
 * @type {Readonly<Record<'readonly' | 'oom', { begin: string[], end: string[] }>>}
 */
const REFUSALS = {
  readonly: { begin: ['REPLICAOF', ...NO_MASTER], end: ['REPLICAOF', 'NO', 'ONE'] },
  oom: {
    begin: ['CONFIG', 'SET', 'maxmemory', TOO_LITTLE_MEMORY],
    end: ['CONFIG', 'SET', 'maxmemory', '0'],
  },
}

/**
 * @param {string} redisUrl
 * @param {'readonly' | 'oom'} kind
 */
export function beginRefusing(redisUrl, kind) {
  return send(redisUrl, REFUSALS[kind].begin)
}

/**
 * @param {string} redisUrl
 * @param {'readonly' | 'oom'} kind
 */
export function endRefusing(redisUrl, kind) {
  return send(redisUrl, REFUSALS[kind].end)
}

/** @param {string} redisUrl */
export async function redisVersion(redisUrl) {
  const info = String(await send(redisUrl, ['INFO', 'server']))
  return /redis_version:(\S+)/.exec(info)?.[1] ?? 'unknown'
}

/**
 * @param {string} redisUrl
 * @param {string[]} command
 */
async function send(redisUrl, command) {
  const client = createClient({ url: redisUrl, socket: { reconnectStrategy: false } })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return await client.sendCommand(command)
  } finally {
    client.destroy()
  }
}
