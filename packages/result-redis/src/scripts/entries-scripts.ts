import { scriptOf } from './script.js'

/**
 * All of some changes of a group of entries, or none.
 *
 * KEYS  the group's hash: by each entry's name its version, a space, and its text
 * ARGV  version that is written, time to live (in ms or 'forever'); then of each change the name, the version that must
 *       stand there ('=' and the version; '' nothing; '*' anything), what is done ('+' put, '-' remove), and the text
 * Answer: 'written' and how many entries there are now, or 'conflict' and the name of the entry.
 */
export const WRITE_ENTRIES_SCRIPT = scriptOf(String.raw`
local key, version, ttl = KEYS[1], ARGV[1], ARGV[2]

local size = redis.pcall('HLEN', key)
if type(size) == 'table' then return size end

for at = 3, #ARGV, 4 do
  local expected = ARGV[at + 1]
  if expected ~= '*' then
    local found = size > 0 and redis.call('HGET', key, ARGV[at])
    local seen = found and '=' .. string.match(found, '^[^ ]*') or ''
    if seen ~= expected then return { 'conflict', ARGV[at] } end
  end
end

-- Without the group -2, kept for ever -1. Removals come last: a hash that is empty in between would lose its time to live.
local left = redis.call('PTTL', key)
for at = 3, #ARGV, 4 do
  if ARGV[at + 2] == '+' then redis.call('HSET', key, ARGV[at], version .. ' ' .. ARGV[at + 3]) end
end
for at = 3, #ARGV, 4 do
  if ARGV[at + 2] == '-' then redis.call('HDEL', key, ARGV[at]) end
end

local count = redis.call('HLEN', key)
if count > 0 and left ~= -1 then
  if ttl == 'forever' then
    redis.call('PERSIST', key)
  elseif tonumber(ttl) > left then
    redis.call('PEXPIRE', key, ttl)
  end
end
return { 'written', count }
`)

/** KEYS: the group's hash. Answer: 1 when it was there. */
export const REMOVE_ENTRIES_SCRIPT = scriptOf("return redis.call('DEL', KEYS[1])")
