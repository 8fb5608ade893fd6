import { createHash } from 'node:crypto'

import { INSTANT_LUA } from './instant.js'
import { JOB_STATE_LUA } from './job-state.js'
import { QUEUE_INDEX_LUA } from './queue-index.js'

/** Values in ARGV before those of the first job. */
const HEADER_LENGTH = 3
/** Values in ARGV per job. */
const VALUES_PER_JOB = 4

/**
 * All writes of one turn, many jobs in one call.
 *
 * ARGV  number of jobs, key prefix, most ids per queue set; then per job
 *       'kind ttl' (ttl in ms or 'forever'), job id, queue ('' when the record knows it), text
 *       The text is the record; for a claim its head alone; for `renew`, `withdraw`, `delete` the enqueue time.
 * Answer: one text per job: created, exists, applied, repeated, stale, final, whole, done, none, or a problem 'ERR:…',
 *         'BAD:…'.
 *
 * A job with a problem is not written and does not stop the others. All keys are built here from the prefix, because a
 * withdrawal learns the queue from the stored record, and because sending them would cost more than building them;
 * so all of them must live on one Redis node.
 */
const MAIN_LUA = String.raw`
local prefix = ARGV[2]
local status_prefix = prefix .. ':status:'
local changed = {}

local function queue_key(name)
  return prefix .. ':queue:' .. name .. ':results'
end

local function job_at(position)
  local at = ${String(HEADER_LENGTH)} + (position - 1) * ${String(VALUES_PER_JOB)}
  local kind, ttl = string.match(ARGV[at + 1], '^(%a+) (%S+)$')
  local id = ARGV[at + 2]
  return {
    key = prefix .. ':result:' .. id,
    status_key = status_prefix .. id,
    kind = kind,
    id = id,
    queue = ARGV[at + 3],
    ttl = ttl == 'forever' and 'forever' or tonumber(ttl),
    text = ARGV[at + 4],
  }
end

-- What the guards look at, out of the text that is to be written.
local function read_own_state(job)
  local own = state_in(job.text)
  job.token, job.enqueued, job.status, job.retries = own.token, own.enqueued, own.status, own.retries
end

-- The queue of a stored record; only needed where the caller does not know it.
local function stored_index(job)
  local text = redis.pcall('GET', job.key)
  local stored = type(text) == 'string' and decode(text)
  if not stored or type(stored.queue_name) ~= 'string' then return nil end
  local index = index_of(queue_key(stored.queue_name))
  if index.problem then return nil end
  return index
end

local function remove(job, index)
  if index then index_drop(index, job.id) end
  local removed = redis.call('DEL', job.key, job.status_key)
  if removed > 0 then changed[#changed + 1] = job.id end
  return removed
end

local function store(job, answer)
  local index = index_of(queue_key(job.queue))
  if index.problem then return index.problem end
  if job.ttl == 0 then
    remove(job, index)
    return answer
  end
  local reply
  if job.ttl == 'forever' then
    reply = redis.pcall('SET', job.key, job.text)
  else
    reply = redis.pcall('SET', job.key, job.text, 'PX', whole(job.ttl))
  end
  if reply.err then return 'ERR:' .. reply.err end
  if job.ttl == 'forever' then
    redis.call('SET', job.status_key, job.status)
  else
    redis.call('SET', job.status_key, job.status, 'PX', whole(job.ttl))
  end
  index_keep(index, job.id, job.ttl)
  changed[#changed + 1] = job.id
  return answer
end

local function create(job)
  read_own_state(job)
  if redis.call('EXISTS', job.key, job.status_key) > 0 then return 'exists' end
  return store(job, 'created')
end

-- Only what the stored record says of duplicates changes. A foreign text that begins otherwise is left alone.
local function recount(job, runs, deliveries)
  local text = redis.call('GET', job.key)
  if string.sub(text, 1, 1) ~= '{' then return end
  redis.call('SET', job.key, with_duplicates(text, runs, deliveries), 'KEEPTTL')
  changed[#changed + 1] = job.id
end

local function transition(job)
  read_own_state(job)
  local state, problem = read_state(job.key)
  if problem then return problem end
  local outcome = decide(state, job)
  local runs, deliveries = count_duplicates(state, job, outcome)
  if outcome == 'applied' or outcome == 'repeated' then
    job.text = with_duplicates(job.text, runs, deliveries)
    return store(job, outcome)
  end
  if state and deliveries > state.deliveries then recount(job, runs, deliveries) end
  return outcome
end

-- Begins an attempt by changing the head of the stored record only. Where nothing stands, nothing is written.
local function claim(job)
  read_own_state(job)
  job.kind = 'start'
  local text = redis.pcall('GET', job.key)
  if type(text) == 'table' then return 'ERR:' .. text.err end
  if not text then return 'applied' end
  local state = state_in_head(text)
  -- A record of the Python library: the caller writes the whole.
  if not state then return 'whole' end
  local outcome = decide(state, job)
  local runs, deliveries = count_duplicates(state, job, outcome)
  if outcome ~= 'applied' and outcome ~= 'repeated' then
    if deliveries > state.deliveries then recount(job, runs, deliveries) end
    return outcome
  end
  -- Left over from an earlier job under this id: nothing of it may stay.
  if compare_enqueue_times(state, job) ~= 0 then return 'whole' end
  local begun = job.text .. string.sub(text, state.head_bytes + 1)
  redis.call('SET', job.key, with_duplicates(begun, runs, deliveries), 'KEEPTTL')
  redis.call('SET', job.status_key, job.status, 'KEEPTTL')
  changed[#changed + 1] = job.id
  return outcome
end

-- What a client put there and no worker has begun, of this very enqueue.
local function is_still_waiting(job)
  job.enqueued = job.text
  local state, problem = read_state(job.key)
  if not state then return false, problem end
  return WAITING[state.status] and compare_enqueue_times(state, job) == 0
end

local function expire(key, ttl)
  if ttl == 'forever' then return redis.call('PERSIST', key) end
  return redis.call('PEXPIRE', key, whole(ttl))
end

local function renew(job)
  local is_waiting, problem = is_still_waiting(job)
  if problem then return problem end
  if not is_waiting then return 'none' end
  local index = stored_index(job)
  if job.ttl == 0 then
    remove(job, index)
    return 'done'
  end
  expire(job.key, job.ttl)
  expire(job.status_key, job.ttl)
  if index then index_keep(index, job.id, job.ttl) end
  return 'done'
end

local function withdraw(job)
  local is_waiting, problem = is_still_waiting(job)
  if problem then return problem end
  if not is_waiting then return 'none' end
  remove(job, stored_index(job))
  return 'done'
end

local function delete(job)
  return remove(job, stored_index(job)) > 0 and 'done' or 'none'
end

local run = {
  create = create,
  claim = claim,
  start = transition,
  own = transition,
  waiting = transition,
  renew = renew,
  withdraw = withdraw,
  delete = delete,
}

local answers = {}
for position = 1, tonumber(ARGV[1]) do
  local job = job_at(position)
  answers[position] = run[job.kind](job)
end
write_indexes(status_prefix, tonumber(ARGV[3]))
if #changed > 0 then
  -- A hint to listeners: a user who may not publish can still write.
  redis.pcall('PUBLISH', prefix .. ':changes', cjson.encode(changed))
end
return answers
`

// Numbers become exponent notation above 1e14 in Lua; Redis wants digits.
const WHOLE_LUA = `
local function whole(number)
  return string.format('%.0f', number)
end
`

export const WRITE_SCRIPT = [WHOLE_LUA, INSTANT_LUA, JOB_STATE_LUA, QUEUE_INDEX_LUA, MAIN_LUA].join(
  '',
)

/** The name under which Redis remembers the script. */
export const WRITE_SCRIPT_SHA = createHash('sha1').update(WRITE_SCRIPT).digest('hex')
