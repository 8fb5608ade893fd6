/**
 * Lua: the set of job ids of each queue. Changes are gathered and written once per call (`write_indexes`).
 *
 * A set lives as long as its longest-lived record. It never holds more than `max_ids` ids: when it would, ids of jobs
 * that have ended or are gone leave it first, a few at every call, and then any.
 */
export const QUEUE_INDEX_LUA = String.raw`
local indexes = {}
local index_order = {}

local function index_of(key)
  local index = indexes[key]
  if not index then
    index = { key = key, added = {}, ttl = 0 }
    -- Asked before anything is written: a foreign value here must not leave half a write behind.
    local size = redis.pcall('SCARD', key)
    if type(size) == 'table' then index.problem = 'ERR:' .. size.err end
    indexes[key] = index
    index_order[#index_order + 1] = index
  end
  return index
end

local function longest(a, b)
  if a == 'forever' or b == 'forever' then return 'forever' end
  return math.max(a, b)
end

local function index_keep(index, id, ttl)
  index.added[id] = true
  index.ttl = longest(index.ttl, ttl)
end

local function index_drop(index, id)
  index.added[id] = nil
  redis.pcall('SREM', index.key, id)
end

local function renew_ttl(index, left)
  if left == -1 then return end
  if index.ttl == 'forever' then
    redis.call('PERSIST', index.key)
  elseif left < index.ttl then
    redis.call('PEXPIRE', index.key, whole(index.ttl))
  end
end

-- Of these ids, those of jobs that have ended or are gone.
local function idle_among(ids, status_prefix)
  local keys = {}
  for position, id in ipairs(ids) do keys[position] = status_prefix .. id end
  local idle = {}
  -- A value of another type counts as absent.
  for position, status in ipairs(redis.call('MGET', unpack(keys))) do
    if not status or FINAL[status] then idle[#idle + 1] = ids[position] end
  end
  return idle
end

local function trim(index, status_prefix, sample, max_ids)
  for _ = 1, 4 do
    if redis.call('SCARD', index.key) <= max_ids then return end
    local idle = idle_among(redis.call('SRANDMEMBER', index.key, sample), status_prefix)
    if #idle > 0 then redis.call('SREM', index.key, unpack(idle)) end
  end
  local excess = redis.call('SCARD', index.key) - max_ids
  if excess > 0 then redis.call('SPOP', index.key, excess) end
end

local function write_indexes(status_prefix, max_ids)
  for _, index in ipairs(index_order) do
    local ids = {}
    for id in pairs(index.added) do ids[#ids + 1] = id end
    if #ids > 0 and not index.problem then
      -- -2: no set yet, -1: it stays for ever.
      local left = redis.call('PTTL', index.key)
      redis.call('SADD', index.key, unpack(ids))
      renew_ttl(index, left)
      trim(index, status_prefix, #ids + 16, max_ids)
    end
  end
end
`
