import { KEYS_LUA } from './keys.js'
import { OUTRUN_JOBS_LUA } from './outrun-jobs.js'
import { QUEUE_SET_LUA } from './queue-index.js'
import { scriptOf } from './script.js'
import { STOPPED_JOBS_LUA } from './stopped-jobs.js'

const ARGUMENTS_LUA = `
local prefix, layout = ARGV[1], 'lean'
`

/**
 * KEYS  the set of a queue
 * ARGV  key prefix, then per job its ttl (ms or 'forever') and its id
 * Answer: how many ids are in the set; or the error that Redis gives
 */
export const KEEP_IN_QUEUE_SCRIPT = scriptOf(
  ARGUMENTS_LUA,
  KEYS_LUA,
  QUEUE_SET_LUA,
  String.raw`
local index = { key = KEYS[1], added = {}, dropped = {}, ttl = 0 }
for at = 2, #ARGV, 2 do
  local ttl = ARGV[at]
  index_keep(index, ARGV[at + 1], ttl == 'forever' and ttl or tonumber(ttl))
end
add_to_set(index, ids_of(index.added))
return redis.call('SCARD', index.key)
`,
)

/**
 * KEYS  the sorted set of stopped jobs
 * ARGV  as above
 */
export const KEEP_STOPPED_SCRIPT = scriptOf(
  ARGUMENTS_LUA,
  KEYS_LUA,
  STOPPED_JOBS_LUA,
  String.raw`
for at = 2, #ARGV, 2 do
  local ttl = ARGV[at]
  stopped_keep(ARGV[at + 1], ttl == 'forever' and ttl or tonumber(ttl))
end
write_stopped()
return 1
`,
)

/**
 * KEYS  the sorted set of jobs that have outrun their announcement
 * ARGV  key prefix, then ids
 */
export const NOTE_OUTRUN_SCRIPT = scriptOf(
  ARGUMENTS_LUA,
  KEYS_LUA,
  OUTRUN_JOBS_LUA,
  String.raw`
for at = 2, #ARGV do note_outrun(ARGV[at]) end
return 1
`,
)

/**
 * KEYS  a job's key
 * ARGV  a text
 * Answer: 1 when that very text stood there and is gone
 */
export const REMOVE_TEXT_SCRIPT = scriptOf(String.raw`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
`)
