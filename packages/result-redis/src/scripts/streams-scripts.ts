import { scriptOf } from './script.js'

/**
 * Appends to a log what it does not have of a writer. All keys begin alike, with one hash tag, so they are in one slot.
 *
 * KEYS  what the keys of the log's group begin with
 * ARGV  the log's name, its notice, the channel of changes; the writer, the number of the first text in its count, a new
 *       birth; time to live (in ms or 'forever'), most items, most bytes, writers to remember; then the texts
 *
 * The state of a log is a hash: `birth`, `last` (place of the last item), `bytes` (of all items there ever were), `writers`
 * (how many are in the hash of writers). Two hashes remember the last number of each writer: the second has those that came
 * before the first was full. An item has its writer `w`, its text `t`, and `b`, the state's `bytes` up to its end.
 */
export const APPEND_SCRIPT = scriptOf(String.raw`
local stem, name, notice, channel = KEYS[1], ARGV[1], ARGV[2], ARGV[3]
local writer, first, birth = ARGV[4], tonumber(ARGV[5]), ARGV[6]
local ttl, most_items, most_bytes, most_writers = ARGV[7], tonumber(ARGV[8]), tonumber(ARGV[9]), tonumber(ARGV[10])
local log, state, names = stem .. ':log:' .. name, stem .. ':state:' .. name, stem .. ':names'
local writers, earlier = stem .. ':writers:' .. name, stem .. ':earlier:' .. name

local function whole(number)
  return string.format('%.0f', number)
end

local held = redis.pcall('HMGET', state, 'birth', 'last', 'bytes')
if held.err then return held end
local left, names_left = redis.call('PTTL', state), redis.call('PTTL', names)
local last, bytes = tonumber(held[2] or 0), tonumber(held[3] or 0)
if not held[1] then
  redis.call('DEL', log, writers, earlier)
  redis.call('HSET', state, 'birth', birth)
end

local known = tonumber(redis.call('HGET', writers, writer) or redis.call('HGET', earlier, writer) or first - 1)
local fresh = false
for at = 11, #ARGV do
  local number = first + at - 11
  if number > known then
    fresh = true
    last = last + 1
    bytes = bytes + #ARGV[at]
    redis.call('XADD', log, whole(last) .. '-0', 'w', writer, 't', ARGV[at], 'b', whole(bytes))
    known = number
  end
end
if fresh then
  redis.call('HSET', state, 'last', whole(last), 'bytes', whole(bytes))
  if not redis.call('HGET', writers, writer) and redis.call('HLEN', writers) >= most_writers then
    redis.call('RENAME', writers, earlier)
  end
  redis.call('HSET', writers, writer, whole(known))
  redis.call('SADD', names, name)
end

local done = false
while not done do
  local oldest = redis.call('XRANGE', log, '-', '+', 'COUNT', 16)
  done = true
  for _, item in ipairs(oldest) do
    local place = tonumber(string.match(item[1], '^%d+'))
    local isBeyond = place <= last - most_items or tonumber(item[2][6]) <= bytes - most_bytes
    if place == last or not isBeyond then break end
    redis.call('XDEL', log, item[1])
    done = item ~= oldest[16]
  end
end

-- What there was is kept at least as long as before: without a key -2, for ever -1.
local function keep(rest, ...)
  local life = ttl
  if rest == -1 then life = 'forever' elseif life ~= 'forever' then life = whole(math.max(rest, tonumber(ttl))) end
  for _, key in ipairs({ ... }) do
    if life == 'forever' then redis.call('PERSIST', key) else redis.call('PEXPIRE', key, life) end
  end
end
keep(left, log, state, writers, earlier)
keep(names_left, names)
if fresh then redis.call('PUBLISH', channel, notice) end
return 1
`)

/**
 * KEYS  what the keys of the log's group begin with
 * ARGV  the log's name, the first place that is wanted, most items
 * Answer: birth, place of the last item, and the items; nothing without a log
 */
export const READ_SCRIPT = scriptOf(String.raw`
local log, state = KEYS[1] .. ':log:' .. ARGV[1], KEYS[1] .. ':state:' .. ARGV[1]
local held = redis.pcall('HMGET', state, 'birth', 'last')
if held.err then return held end
if not held[1] then return {} end
return { held[1], held[2] or '0', redis.call('XRANGE', log, ARGV[2] .. '-0', '+', 'COUNT', ARGV[3]) }
`)

/** KEYS: what the keys of the group begin with. Answer: 1 when there was a log. */
export const REMOVE_STREAMS_SCRIPT = scriptOf(String.raw`
local stem = KEYS[1]
local names = redis.call('SMEMBERS', stem .. ':names')
local found = 0
for _, name in ipairs(names) do
  found = found + redis.call('DEL', stem .. ':state:' .. name)
  redis.call('DEL', stem .. ':log:' .. name, stem .. ':writers:' .. name, stem .. ':earlier:' .. name)
end
redis.call('DEL', stem .. ':names')
return found > 0 and 1 or 0
`)
