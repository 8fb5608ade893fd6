import { scriptOf } from './script.js'

/**
 * The ends of jobs of whose enqueue a client tells: each written where that very enqueue still stands as `queued`, or where
 * nothing stands. This is how most jobs end, so no text is decoded and nothing of the long write script is set up.
 * What is expected is laid out as `encodeJobRecord` does it (`record-head.test.ts` holds both together). There
 * `decideTransition` of @arq/core says `applied` to every end, and nothing is to be counted.
 *
 * ARGV  key prefix, time to live in ms; then per run of jobs of one queue its name, their number, and of each its id and its
 *       record.
 * Answer: one number per job: 1 written, 0 not, because something else stands there or Redis refused.
 */
export const QUEUED_ENDS_SCRIPT = scriptOf(String.raw`
local prefix, ttl = ARGV[1], ARGV[2]
local answers, changed = {}, {}

local function queued_head(text)
  local from = string.find(text, '","enqueue_time":"', 1, true)
  local _, to = string.find(text, '"status":"', from, true)
  return '{"attempt_token":"' .. string.sub(text, from, to) .. 'queued","retry_count":0,'
end

-- Gives whether it was written, and whether a queued record stood there.
local function write(key, text)
  local expected = queued_head(text)
  local head = redis.pcall('GETRANGE', key, 0, #expected - 1)
  if head ~= expected and head ~= '' then return false, false end
  local reply = redis.pcall('SET', key, text, 'PX', ttl)
  return not reply.err, head ~= ''
end

local at = 3
while at < #ARGV do
  local first = at + 2
  local last = first + 2 * tonumber(ARGV[at + 1]) - 1
  local ended = {}
  for job = first, last, 2 do
    local id = ARGV[job]
    local is_written, was_queued = write(prefix .. ':result:' .. id, ARGV[job + 1])
    answers[#answers + 1] = is_written and 1 or 0
    if is_written then
      changed[#changed + 1] = id
      if was_queued then ended[#ended + 1] = id end
    end
  end
  -- A foreign value there was told to whoever enqueued; the ends are worth more.
  if #ended > 0 then redis.pcall('SREM', prefix .. ':queue:' .. ARGV[at] .. ':waiting', unpack(ended)) end
  at = last + 1
end
if #changed > 0 then
  -- A hint to listeners: a user who may not publish can still write.
  redis.pcall('PUBLISH', prefix .. ':changes', cjson.encode(changed))
end
return answers
`)
