import { INSTANT_LUA } from './instant.js'
import { JOB_STATE_LUA } from './job-state.js'
import { KEYS_LUA } from './keys.js'
import { QUEUE_INDEX_LUA } from './queue-index.js'
import { scriptOf } from './script.js'

/**
 * The first records of many jobs, all `queued`, each written only where nothing stands and no worker has outrun it.
 *
 * ARGV  key prefix, layout (lean, python), most ids per queue set; per job a line 'id ttl queue record' (ttl in ms or
 *       'forever'; the queue by its place among those that follow); and the queues.
 * Answer: one text per job: created, exists, or a problem 'ERR:…'.
 */
const MAIN_LUA = String.raw`
local lines = ARGV[4]
local FIRST_QUEUE = 5

-- Nearly always no job was outrun of late.
local may_be_outrun = redis.call('EXISTS', outrun_key) > 0

-- By its place among the queues, as text.
local index_at = {}

local function index_of_queue(place)
  local index = index_at[place] or index_of(queue_key(ARGV[FIRST_QUEUE + place]))
  index_at[place] = index
  return index
end

-- Nil where something stands.
local function set_new(key, value, ttl)
  if ttl == 'forever' then return redis.pcall('SET', key, value, 'NX') end
  return redis.pcall('SET', key, value, 'PX', ttl, 'NX')
end

local changed = {}

local function announce(id, text, ttl, queue)
  if may_be_outrun and type(redis.pcall('ZSCORE', outrun_key, id)) == 'string' then return 'exists' end
  local index = index_of_queue(queue)
  if index.problem then return index.problem end
  if not is_lean and redis.call('EXISTS', status_key(id)) > 0 then return 'exists' end
  local reply = set_new(prefix .. ':result:' .. id, text, ttl)
  if not reply then return 'exists' end
  if reply.err then return 'ERR:' .. reply.err end
  if not is_lean then set_new(status_key(id), 'queued', ttl) end
  index_keep(index, id, ttl == 'forever' and ttl or tonumber(ttl))
  changed[#changed + 1] = id
  return 'created'
end

local answers = {}
local from = 1
while from <= #lines do
  local id, ttl, queue, record_from = string.match(lines, '^(%S+) (%S+) (%d+) ()', from)
  local line_end = string.find(lines, '\n', record_from, true)
  answers[#answers + 1] = announce(id, string.sub(lines, record_from, line_end - 1), ttl, queue)
  from = line_end + 1
end
write_indexes(tonumber(ARGV[3]))
if #changed > 0 then
  -- A hint to listeners: a user who may not publish can still write.
  redis.pcall('PUBLISH', prefix .. ':changes', cjson.encode(changed))
end
return answers
`

const ARGUMENTS_LUA = `
local prefix, layout = ARGV[1], ARGV[2]
`

export const ANNOUNCE_SCRIPT = scriptOf(
  ARGUMENTS_LUA,
  KEYS_LUA,
  INSTANT_LUA,
  JOB_STATE_LUA,
  QUEUE_INDEX_LUA,
  MAIN_LUA,
)
