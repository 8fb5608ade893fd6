import { ANNOUNCEMENT_LATE_MS } from '@arq/core'

/** Lua: remembers that a job has outrun its announcement. */
export const OUTRUN_JOBS_LUA = String.raw`
local function note_outrun(id)
  local seconds, micros = unpack(redis.call('TIME'))
  local now = seconds * 1000 + math.floor(micros / 1000)
  -- A foreign value there costs this one note, not the write.
  redis.pcall('ZREMRANGEBYSCORE', outrun_key, '-inf', whole(now))
  redis.pcall('ZADD', outrun_key, whole(now + ${String(ANNOUNCEMENT_LATE_MS)}), id)
  redis.pcall('PEXPIRE', outrun_key, ${String(ANNOUNCEMENT_LATE_MS)})
end
`
