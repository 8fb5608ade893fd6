import { literally } from './match-literally.js'
import type { RedisKeys } from './redis-keys.js'
import type { Run } from './redis-servers.js'

/** A look at a database of any size: as many steps, of as many keys. */
const MOST_STEPS = 100
const KEYS_PER_STEP = 1000

/**
 * Whether records of the other layout lie under this prefix, as far as a bounded look shows: states beside the records
 * where there should be none, or none where they should be.
 */
export async function seesOtherLayout(run: Run, keys: RedisKeys): Promise<boolean> {
  const isLean = keys.layout === 'lean'
  const begin = isLean ? keys.status('') : keys.result('')
  let cursor = '0'
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const from = cursor
    const MATCH = `${literally(begin)}*`
    const part = await run((client) => client.scan(from, { MATCH, COUNT: KEYS_PER_STEP }))
    const jobIds = part.keys.map((key) => key.slice(begin.length))
    if (jobIds.length > 0 && (isLean || (await lackStates(run, keys, jobIds)))) return true
    cursor = part.cursor
    if (cursor === '0') break
  }
  return false
}

/** Both keys of a job end in one moment, so that one without the other was never written. */
async function lackStates(run: Run, keys: RedisKeys, jobIds: readonly string[]): Promise<boolean> {
  const states = await run((client) => client.mGet(jobIds.map(keys.status)))
  const missing = jobIds.filter((_, index) => states[index] === null)
  if (missing.length === 0) return false
  // It may have been removed since.
  const records = await run((client) => client.mGet(missing.map(keys.result)))
  return records.some((record) => record !== null)
}
