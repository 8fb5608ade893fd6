/** Lua: one set of job ids, `index`, and what is to be added to it. */
export const QUEUE_SET_LUA = String.raw`
local function longest(a, b)
  if a == 'forever' or b == 'forever' then return 'forever' end
  return math.max(a, b)
end

local function index_keep(index, id, ttl)
  index.added[id] = true
  index.dropped[id] = nil
  index.ttl = longest(index.ttl, ttl)
end

local function renew_ttl(index, left)
  if left == -1 then return end
  if index.ttl == 'forever' then
    redis.call('PERSIST', index.key)
  elseif left < index.ttl then
    redis.call('PEXPIRE', index.key, whole(index.ttl))
  end
end

local function ids_of(set)
  local ids = {}
  for id in pairs(set) do ids[#ids + 1] = id end
  return ids
end

local function add_to_set(index, ids)
  -- -2: no set yet, -1: it stays for ever.
  local left = redis.call('PTTL', index.key)
  redis.call('SADD', index.key, unpack(ids))
  renew_ttl(index, left)
end
`

/**
 * Lua: the set of job ids of each queue (layout `python`: of all its jobs; `lean`: of those that wait, and of those that were begun since). Changes are gathered and written once per call (`write_indexes`).
 *
 * A set lives as long as its longest-lived record. It never holds more than `max_ids` ids: when it would, ids of jobs
 * that have ended or are gone leave it first, a few at every call, and then any.
 */
export const QUEUE_INDEX_LUA = String.raw`
${QUEUE_SET_LUA}
local indexes = {}
local index_order = {}

local function index_of(key)
  local index = indexes[key]
  if not index then
    index = { key = key, added = {}, dropped = {}, ttl = 0 }
    -- Asked before anything is written: a foreign value here must not leave half a write behind.
    local size = redis.pcall('SCARD', key)
    if type(size) == 'table' then index.problem = 'ERR:' .. size.err end
    indexes[key] = index
    index_order[#index_order + 1] = index
  end
  return index
end

local function index_drop(index, id)
  index.added[id] = nil
  index.dropped[id] = true
end

-- Of these ids, those of jobs that have ended or are gone.
local function idle_among(ids)
  local statuses
  if is_lean then
    statuses = {}
    for position, id in ipairs(ids) do
      local state = read_state(prefix .. ':result:' .. id)
      statuses[position] = state and state.status or false
    end
  else
    local keys = {}
    for position, id in ipairs(ids) do keys[position] = status_key(id) end
    -- A value of another type counts as absent.
    statuses = redis.call('MGET', unpack(keys))
  end
  local idle = {}
  for position, status in ipairs(statuses) do
    if not status or FINAL[status] then idle[#idle + 1] = ids[position] end
  end
  return idle
end

local function trim(index, sample, max_ids)
  for _ = 1, 4 do
    if redis.call('SCARD', index.key) <= max_ids then return end
    local idle = idle_among(redis.call('SRANDMEMBER', index.key, sample))
    if #idle > 0 then redis.call('SREM', index.key, unpack(idle)) end
  end
  local excess = redis.call('SCARD', index.key) - max_ids
  if excess > 0 then redis.call('SPOP', index.key, excess) end
end

local function write_indexes(max_ids)
  for _, index in ipairs(index_order) do
    local dropped = ids_of(index.dropped)
    if #dropped > 0 then redis.pcall('SREM', index.key, unpack(dropped)) end
    local ids = ids_of(index.added)
    if #ids > 0 and not index.problem then
      add_to_set(index, ids)
      trim(index, #ids + 16, max_ids)
    end
  end
end
`
