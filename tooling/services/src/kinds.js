import { rabbit } from './rabbit.js'
import { redis } from './redis.js'

/** Every service there is. */
export const kinds = [rabbit, redis]

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
