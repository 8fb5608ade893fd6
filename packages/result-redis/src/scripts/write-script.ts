import { INSTANT_LUA } from './instant.js'
import { JOB_STATE_LUA } from './job-state.js'
import { JOB_WRITES_LUA } from './job-writes.js'
import { KEYS_LUA } from './keys.js'
import { OUTRUN_JOBS_LUA } from './outrun-jobs.js'
import { QUEUE_INDEX_LUA } from './queue-index.js'
import { scriptOf } from './script.js'
import { STOPPED_JOBS_LUA } from './stopped-jobs.js'

/**
 * All writes of one turn, many jobs in one call: see job-writes.ts for ARGV and answer.
 *
 * A job with a problem is not written and does not stop the others. All keys are built here from the prefix, because a
 * withdrawal learns the queue from the stored record, and because sending them would cost more than building them;
 * so all of them must live on one Redis node. For a cluster there is cluster-write-script.ts.
 */
const MAIN_LUA = String.raw`
local answers = {}
for position = 1, tonumber(ARGV[1]) do
  local job = job_at(position)
  answers[position] = run[job.kind](job)
end
write_indexes(tonumber(ARGV[3]))
write_stopped()
if #changed > 0 then
  -- A hint to listeners: a user who may not publish can still write.
  redis.pcall('PUBLISH', prefix .. ':changes', cjson.encode(changed))
end
return answers
`

const ARGUMENTS_LUA = `
local prefix, layout = ARGV[2], ARGV[4]
`

export const WRITE_SCRIPT = scriptOf(
  ARGUMENTS_LUA,
  KEYS_LUA,
  INSTANT_LUA,
  JOB_STATE_LUA,
  QUEUE_INDEX_LUA,
  STOPPED_JOBS_LUA,
  OUTRUN_JOBS_LUA,
  JOB_WRITES_LUA,
  MAIN_LUA,
)
