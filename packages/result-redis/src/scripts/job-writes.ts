import { ANNOUNCEMENT_LATE_MS } from '@arq/core'

/** Values in ARGV before those of the first job. */
const HEADER_LENGTH = 4
/** Values in ARGV per job. */
const VALUES_PER_JOB = 4

/**
 * Lua: what each kind of write does to a job, `run[kind](job)`, and the jobs of ARGV, `job_at(position)`.
 *
 * ARGV  number of jobs, key prefix, most ids per queue set, layout (lean, python); then per job
 *       'kind ttl detail' (ttl in ms or 'forever'; the detail is the claim for `replace`, 'announced' where an
 *       announced job is written of), job id, queue ('' when the record knows it), text
 *       The text is the record; for `begin` its head alone; for `withdraw`, `delete` the enqueue time.
 * Answer: one text per job: created, exists, applied, repeated, stale, final, whole, done, none, or a problem 'ERR:…',
 *         'BAD:…'.
 *
 * What stands elsewhere than under the job's own key is done by the functions of what comes before: the index of a queue,
 * the stopped jobs, the jobs that have outrun their announcement.
 */
export const JOB_WRITES_LUA = String.raw`
local changed = {}

-- Most jobs of a call say the same here.
local said, kind, ttl, detail

local function job_at(position)
  local at = ${String(HEADER_LENGTH)} + (position - 1) * ${String(VALUES_PER_JOB)}
  if ARGV[at + 1] ~= said then
    said = ARGV[at + 1]
    kind, ttl, detail = string.match(said, '^(%a+) (%S+) (%S*)$')
  end
  local id = ARGV[at + 2]
  return {
    key = prefix .. ':result:' .. id,
    kind = kind,
    detail = detail,
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

-- The queue of a stored record, and its status; only needed where the caller does not know it.
local function stored_index(job)
  local text = redis.pcall('GET', job.key)
  local stored = type(text) == 'string' and decode(text)
  if not stored or type(stored.queue_name) ~= 'string' then return nil end
  local index = index_of(queue_key(stored.queue_name))
  if index.problem then return nil end
  return index, stored.status
end

local function remove(job, index)
  if index then index_drop(index, job.id) end
  local removed = is_lean and redis.call('DEL', job.key) or redis.call('DEL', job.key, status_key(job.id))
  if removed > 0 then changed[#changed + 1] = job.id end
  return removed
end

-- The set that a write changes. With layout lean most jobs are in none: those without a record before their end.
local function index_for(job, state)
  local may_be_in_it = FINAL[job.status] and state and not FINAL[state.status]
  if is_lean and not WAITING[job.status] and not may_be_in_it then return nil end
  return index_of(queue_key(job.queue))
end

-- state: what stood there before, nil for nothing.
local function store(job, answer, state)
  local index = index_for(job, state)
  if index and index.problem then return index.problem end
  local problem = is_tombstone(job) and stopped_problem()
  if problem then return problem end
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
  if not is_lean then
    if job.ttl == 'forever' then
      redis.call('SET', status_key(job.id), job.status)
    else
      redis.call('SET', status_key(job.id), job.status, 'PX', whole(job.ttl))
    end
  end
  if index then
    if is_lean and FINAL[job.status] then index_drop(index, job.id) else index_keep(index, job.id, job.ttl) end
  end
  if is_tombstone(job) then stopped_keep(job.id, job.ttl) end
  changed[#changed + 1] = job.id
  return answer
end

local function create(job)
  read_own_state(job)
  local standing = is_lean and redis.call('EXISTS', job.key) or redis.call('EXISTS', job.key, status_key(job.id))
  if standing > 0 then return 'exists' end
  return store(job, 'created', nil)
end

-- Only what the stored record says of duplicates changes. A foreign text that begins otherwise is left alone.
local function recount(job, runs, deliveries)
  local text = redis.call('GET', job.key)
  if string.sub(text, 1, 1) ~= '{' then return end
  redis.call('SET', job.key, with_duplicates(text, runs, deliveries), 'KEEPTTL')
  changed[#changed + 1] = job.id
end

-- Line for line outrunsAnnouncement of @arq/core.
local function outruns_announcement(state, job)
  if job.detail ~= 'announced' or state then return false end
  return not FINAL[job.status] or (job.ttl ~= 'forever' and job.ttl < ${String(ANNOUNCEMENT_LATE_MS)})
end

local function transition(job)
  read_own_state(job)
  local state, problem = read_state(job.key)
  if problem then return problem end
  local outcome = decide(state, job)
  local runs, deliveries = count_duplicates(state, job, outcome)
  if outcome == 'applied' or outcome == 'repeated' then
    job.text = with_duplicates(job.text, runs, deliveries)
    if state and is_tombstone(state) then stopped_drop(job.id) end
    local postponed = outruns_announcement(state, job) and note_outrun(job.id)
    return postponed or store(job, outcome, state)
  end
  if state and runs + deliveries > state.runs + state.deliveries then recount(job, runs, deliveries) end
  return outcome
end

-- Begins an attempt by changing the head of the stored record only. Where nothing stands, nothing is written.
local function begin(job)
  read_own_state(job)
  job.kind = 'start'
  local text = redis.pcall('GET', job.key)
  if type(text) == 'table' then return 'ERR:' .. text.err end
  -- What is still to come would say that the job waits: the caller writes the whole, which stands in its way.
  if not text then return job.detail == 'announced' and 'whole' or 'applied' end
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
  if not is_lean then redis.call('SET', status_key(job.id), job.status, 'KEEPTTL') end
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

-- Writes over a claim on a job id, if that very claim still stands there.
local function replace(job)
  read_own_state(job)
  local text = redis.pcall('GET', job.key)
  if type(text) == 'table' then return 'ERR:' .. text.err end
  local state = text and state_in_head(text)
  if not state or state.status ~= 'queued' then return 'none' end
  if string.match(text, '^"claim":"([^"]*)"', state.head_bytes + 1) ~= job.detail then return 'none' end
  local before = stored_index(job)
  if before and before.key ~= queue_key(job.queue) then index_drop(before, job.id) end
  return store(job, 'done', state)
end

local function withdraw(job)
  local is_waiting, problem = is_still_waiting(job)
  if problem then return problem end
  if not is_waiting then return 'none' end
  remove(job, stored_index(job))
  return 'done'
end

local function delete(job)
  local index, status = stored_index(job)
  if status == 'aborted' then stopped_drop(job.id) end
  return remove(job, index) > 0 and 'done' or 'none'
end

local run = {
  create = create,
  begin = begin,
  start = transition,
  own = transition,
  ['end'] = transition,
  uncontested = transition,
  waiting = transition,
  replace = replace,
  withdraw = withdraw,
  delete = delete,
}
`
