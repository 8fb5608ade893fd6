import { INSTANT_LUA } from './instant.js'
import { JOB_STATE_LUA } from './job-state.js'
import { JOB_WRITES_LUA } from './job-writes.js'
import { KEYS_LUA } from './keys.js'
import { scriptOf } from './script.js'

/**
 * What must change under other keys, which may lie on other nodes: the caller does it. An id that is to be kept in the
 * set of its queue, or among the stopped jobs, is there already.
 */
const TOLD_EFFECTS_LUA = String.raw`
local effects = {}

local function tell(effect)
  effects[#effects + 1] = effect
end

local function index_of(key) return { key = key } end
local function index_keep() end
local function index_drop(index) tell('leaves ' .. index.key) end
local function stopped_problem() return nil end
local function stopped_keep() end
local function stopped_drop() tell('goes on') end
-- The note first: the job is written of when it stands.
local function note_outrun() return 'outrun' end
`

const MAIN_LUA = String.raw`
local job = job_at(1)
local answer = run[job.kind](job)
if #changed > 0 then tell('changed') end
return { answer, unpack(effects) }
`

const ARGUMENTS_LUA = `
local prefix, layout = ARGV[2], ARGV[4]
`

/**
 * The write of one job, which touches its own key only, so that it runs wherever that is.
 *
 * KEYS  the job's key
 * ARGV  as job-writes.ts says, of one job
 * Answer: that job's answer, or `outrun`: nothing was written, and its id must be noted first. Then what else is to be
 *         done: `changed` (listeners are told), `leaves <set>` (the id leaves that set of a queue), `goes on` (it is not
 *         stopped any more).
 */
export const CLUSTER_WRITE_SCRIPT = scriptOf(
  ARGUMENTS_LUA,
  KEYS_LUA,
  INSTANT_LUA,
  JOB_STATE_LUA,
  TOLD_EFFECTS_LUA,
  JOB_WRITES_LUA,
  MAIN_LUA,
)
