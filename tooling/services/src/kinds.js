import { mariadb } from './mariadb.js'
import { mongoDB } from './mongodb.js'
import { postgres } from './postgres.js'
import { rabbit } from './rabbit.js'
import { redis } from './redis.js'
import { rocketMQ } from './rocketmq.js'
import { s3 } from './s3.js'

/** Every service there is.
 * @type {readonly import('./contract.d.ts').ServiceKind[]}
 */
export const kinds = [rabbit, redis, rocketMQ, postgres, mariadb, s3, mongoDB]

/** Those that everybody gets who names none. */
export const usualKinds = kinds.filter(({ isOnlyOnRequest }) => !isOnlyOnRequest)

/**
 * @param {string} name
 * @returns {import('./contract.d.ts').ServiceKind}
 */
export function kindOf(name) {
  const kind = kinds.find((candidate) => candidate.name === name)
  if (kind) return kind
  const known = kinds.map((candidate) => candidate.name).join(', ')
  throw new Error(`unknown service ${name}: there are ${known}`)
}
