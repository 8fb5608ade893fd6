/**
 * Lua: the sorted set of the ids of tombstones, each with the moment at which its record ends. Changes are gathered and
 * written once per call (`write_stopped`).
 */
export const STOPPED_JOBS_LUA = String.raw`
local stopped = {}
local stopped_key = prefix .. ':stopped'

-- Asked before anything is written: a foreign value here must not leave half a write behind.
local function stopped_problem()
  local size = redis.pcall('ZCARD', stopped_key)
  return type(size) == 'table' and 'ERR:' .. size.err or nil
end

local function stopped_keep(id, ttl)
  stopped[#stopped + 1] = { id = id, ttl = ttl }
end

local function stopped_drop(id)
  redis.pcall('ZREM', stopped_key, id)
end

local function write_stopped()
  if #stopped == 0 then return end
  local time = redis.call('TIME')
  local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
  redis.call('ZREMRANGEBYSCORE', stopped_key, '-inf', whole(now))
  for _, job in ipairs(stopped) do
    local ends_at = job.ttl == 'forever' and '+inf' or whole(now + job.ttl)
    redis.call('ZADD', stopped_key, ends_at, job.id)
  end
  local last = redis.call('ZRANGE', stopped_key, -1, -1, 'WITHSCORES')[2]
  if last == 'inf' then
    redis.call('PERSIST', stopped_key)
  else
    redis.call('PEXPIREAT', stopped_key, whole(tonumber(last)))
  end
end
`
