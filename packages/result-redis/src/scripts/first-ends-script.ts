import { scriptOf } from './script.js'

/**
 * The ends of jobs that have no record before, each written only where nothing stands. It is what costs Redis least:
 * no text is read, and nothing of the long write script is set up.
 *
 * ARGV  key prefix, time to live in ms, then per job its id and its record.
 * Answer: one number per job: 1 written, 0 not, because something stands there or Redis refused.
 */
export const FIRST_ENDS_SCRIPT = scriptOf(String.raw`
local prefix, ttl = ARGV[1], ARGV[2]
local answers, changed = {}, {}
for at = 3, #ARGV, 2 do
  local reply = redis.pcall('SET', prefix .. ':result:' .. ARGV[at], ARGV[at + 1], 'NX', 'PX', ttl)
  local is_written = reply and not reply.err
  answers[#answers + 1] = is_written and 1 or 0
  if is_written then changed[#changed + 1] = ARGV[at] end
end
if #changed > 0 then
  -- A hint to listeners: a user who may not publish can still write.
  redis.pcall('PUBLISH', prefix .. ':changes', cjson.encode(changed))
end
return answers
`)
