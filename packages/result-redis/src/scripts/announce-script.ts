import { INSTANT_LUA } from './instant.js'
import { JOB_STATE_LUA } from './job-state.js'
import { KEYS_LUA } from './keys.js'
import { QUEUE_INDEX_LUA } from './queue-index.js'
import { scriptOf } from './script.js'

/**
 * The first records of many jobs, all `queued`, each written only where nothing stands and no worker has outrun it.
 *
 * ARGV  key prefix, layout (lean, python), most ids per queue set; then per run of jobs of one queue and time to live the
 *       queue, the time to live (in ms or 'forever'), and of each job a line 'id record'.
 * Answer: one text per job: created, exists, or a problem 'ERR:…'.
 */
const MAIN_LUA = String.raw`
local max_ids = tonumber(ARGV[3])

-- Nearly always no job was outrun of late.
local may_be_outrun = redis.call('EXISTS', outrun_key) > 0

-- Nil where something stands.
local function set_new(key, value, ttl)
  if ttl == 'forever' then return redis.pcall('SET', key, value, 'NX') end
  return redis.pcall('SET', key, value, 'PX', ttl, 'NX')
end

local function announce(id, text, ttl)
  if may_be_outrun and type(redis.pcall('ZSCORE', outrun_key, id)) == 'string' then return 'exists' end
  if not is_lean and redis.call('EXISTS', status_key(id)) > 0 then return 'exists' end
  local reply = set_new(prefix .. ':result:' .. id, text, ttl)
  if not reply then return 'exists' end
  if reply.err then return 'ERR:' .. reply.err end
  if not is_lean then set_new(status_key(id), 'queued', ttl) end
  return 'created'
end

local answers, changed = {}, {}

local function announce_run(index, ttl, lines)
  local created = {}
  local from = 1
  while from <= #lines do
    local id_end = string.find(lines, ' ', from, true)
    local line_end = string.find(lines, '\n', id_end, true)
    local id = string.sub(lines, from, id_end - 1)
    local answer = index.problem or announce(id, string.sub(lines, id_end + 1, line_end - 1), ttl)
    answers[#answers + 1] = answer
    if answer == 'created' then
      created[#created + 1] = id
      changed[#changed + 1] = id
    end
    from = line_end + 1
  end
  if #created == 0 then return end
  index.ttl = ttl == 'forever' and ttl or tonumber(ttl)
  add_to_set(index, created)
  trim(index, #created + 16, max_ids)
end

for at = 4, #ARGV, 3 do
  announce_run(index_of(queue_key(ARGV[at])), ARGV[at + 1], ARGV[at + 2])
end
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
