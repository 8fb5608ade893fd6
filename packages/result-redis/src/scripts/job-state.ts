/**
 * Lua: what stands under a job's key, and core's `decideTransition` and `countDuplicates` on it.
 *
 * `state_in(text)` gives the values that the rule looks at, from the head of the text, which `encodeJobRecord` lays out
 * for this (`record-head.test.ts` holds both together); a record of the Python library has no such head and is decoded as
 * a whole. `read_state(key)` gives them of
 * what is stored, nil when there is no record, or nil and a reason. `with_duplicates` puts counts into a text.
 */
export const JOB_STATE_LUA = String.raw`
local FINAL = { completed = true, failed = true, aborted = true }
local WAITING = { queued = true, retrying = true }
local KNOWN = { queued = true, retrying = true, in_progress = true, completed = true, failed = true, aborted = true }
local FIRST_COUNT = '{"duplicate_runs":'
local DUPLICATES = '^{"duplicate_runs":(%d+),"duplicate_deliveries":(%d+),()'
local HEAD = '^"attempt_token":"([^"\\]*)","enqueue_time":"([^"\\]*)","status":"([a-z_]+)","retry_count":(%d+),'
local HEAD_BYTES = 512

local function text_or_empty(value)
  if type(value) == 'string' then return value end
  return ''
end

local function decode(text)
  local is_json, stored = pcall(cjson.decode, text)
  if not is_json then return nil, 'it is not JSON' end
  if type(stored) ~= 'table' then return nil, 'it is not an object' end
  return stored
end

-- Most records have no counts: comparing the first key is cheaper than matching the pattern.
local function may_have_duplicates(text)
  return string.sub(text, 1, #FIRST_COUNT) == FIRST_COUNT
end

-- Both counts, and where the record's other fields begin.
local function duplicates_in(text)
  if may_have_duplicates(text) then
    local runs, deliveries, first = string.match(text, DUPLICATES)
    if runs then return tonumber(runs), tonumber(deliveries), first end
  end
  return 0, 0, 2
end

local function with_duplicates(text, runs, deliveries)
  if runs + deliveries == 0 and not may_have_duplicates(text) then return text end
  local _, _, first = duplicates_in(text)
  if runs + deliveries > 0 then
    return string.format('{"duplicate_runs":%d,"duplicate_deliveries":%d,', runs, deliveries) .. string.sub(text, first)
  end
  return '{' .. string.sub(text, first)
end

local function state_in_head(text)
  local runs, deliveries, first = duplicates_in(text)
  local _, last, token, enqueued, status, retries = string.find(text, HEAD, first)
  if not token or not KNOWN[status] then return nil end
  return {
    token = token,
    enqueued = enqueued,
    status = status,
    retries = tonumber(retries),
    runs = runs,
    deliveries = deliveries,
    head_bytes = last,
  }
end

local function state_in(text)
  local state = state_in_head(text)
  if state then return state end
  local stored, problem = decode(text)
  if not stored then return nil, 'BAD:' .. problem end
  if type(stored.job_id) ~= 'string' then return nil, 'BAD:job_id is missing' end
  if not KNOWN[stored.status] then return nil, 'BAD:its status is unknown' end
  if type(stored.function_name) ~= 'string' then return nil, 'BAD:function_name is missing' end
  local runs, deliveries = duplicates_in(text)
  return {
    token = text_or_empty(stored.attempt_token),
    enqueued = text_or_empty(stored.enqueue_time),
    status = stored.status,
    retries = type(stored.retry_count) == 'number' and stored.retry_count or 0,
    runs = runs,
    deliveries = deliveries,
  }
end

local function read_state(key)
  local head = redis.pcall('GETRANGE', key, 0, HEAD_BYTES - 1)
  if type(head) == 'table' then return nil, 'ERR:' .. head.err end
  if head == '' then return nil end
  local state = state_in_head(head)
  if state then return state end
  return state_in(redis.call('GET', key))
end

-- Above 0: the stored record is of a later enqueue. Without two known times they are the same enqueue.
local function compare_enqueue_times(state, job)
  if state.enqueued == '' or job.enqueued == '' or state.enqueued == job.enqueued then return 0 end
  local stored_ms, job_ms = epoch_ms(state.enqueued), epoch_ms(job.enqueued)
  if not stored_ms or not job_ms then return 0 end
  return stored_ms - job_ms
end

-- The try that a record tells of, from 1.
local function try_of(record)
  return record.status == 'retrying' and record.retries or record.retries + 1
end

-- The job was stopped while it waited for a worker.
local function is_tombstone(record)
  return record.status == 'aborted' and record.token == ''
end

-- What is final for all others, and not for this writer.
local function is_taken_over(state, job)
  if job.kind == 'uncontested' and is_tombstone(state) then return true end
  local asks_nobody = job.kind == 'start' or job.kind == 'end' or job.kind == 'uncontested'
  return asks_nobody and state.status == 'failed' and state.enqueued == ''
end

local function is_under_way(state, job)
  return state.status == 'in_progress' and state.token ~= '' and state.retries == job.retries
end

-- Line for line decideTransition of @arq/core.
local function decide(state, job)
  if not state then return job.kind == 'waiting' and 'stale' or 'applied' end
  if state.token ~= '' and state.token == job.token then
    local is_late = (FINAL[state.status] and not FINAL[job.status]) or state.retries > job.retries
    return is_late and 'final' or 'applied'
  end

  local age = compare_enqueue_times(state, job)
  if age > 0 then return 'stale' end
  if age < 0 then return job.kind == 'waiting' and 'stale' or 'applied' end

  if FINAL[state.status] and not is_taken_over(state, job) then return 'final' end
  if state.retries > job.retries or try_of(state) > try_of(job) then return 'final' end
  if job.kind == 'start' then return is_under_way(state, job) and 'repeated' or 'applied' end
  if job.kind == 'end' then return 'applied' end
  if job.kind == 'uncontested' then
    return is_under_way(state, job) and job.status == 'in_progress' and 'stale' or 'applied'
  end
  if job.kind == 'own' then
    return (state.token == '' or try_of(job) > try_of(state)) and 'applied' or 'stale'
  end
  return state.status == 'in_progress' and 'stale' or 'applied'
end

-- Line for line countDuplicates of @arq/core.
local function count_duplicates(state, job, outcome)
  if not state then return 0, 0 end
  if outcome == 'applied' and state.runs + state.deliveries == 0 then return 0, 0 end
  local is_written = outcome == 'applied' or outcome == 'repeated'
  if is_written and compare_enqueue_times(state, job) < 0 then return 0, 0 end
  local is_second_end = outcome == 'final' and job.kind == 'uncontested'
    and job.status ~= 'in_progress' and state.token ~= job.token
  if outcome == 'repeated' or is_second_end then return state.runs + 1, state.deliveries end
  if outcome ~= 'final' or job.kind ~= 'start' then return state.runs, state.deliveries end
  local is_expected
  if state.token == '' then is_expected = state.status == 'aborted' else is_expected = state.token == job.token end
  return state.runs, state.deliveries + (is_expected and 0 or 1)
end
`
