/**
 * Lua: `epoch_ms(text)`, the milliseconds since 1970 of an ISO 8601 text or nil, as core's `parseInstant` gives them:
 * digits beyond the millisecond are cut off, no offset means UTC, the day is in the calendar and the year from 1 to 9999.
 */
export const INSTANT_LUA = String.raw`
local function days_since_1970(year, month, day)
  if month <= 2 then year = year - 1 end
  local era = math.floor(year / 400)
  local year_of_era = year - era * 400
  local day_of_year = math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1
  local day_of_era = year_of_era * 365 + math.floor(year_of_era / 4) - math.floor(year_of_era / 100) + day_of_year
  return era * 146097 + day_of_era - 719468
end

local function days_in(year, month)
  local first = days_since_1970(year, month, 1)
  if month == 12 then return days_since_1970(year + 1, 1, 1) - first end
  return days_since_1970(year, month + 1, 1) - first
end

-- The moments that the wire can carry: the years 1 to 9999.
local function on_the_wire(ms)
  if ms < -62135596800000 or ms > 253402300799999 then return nil end
  return ms
end

local function zone_minutes(zone)
  if zone == '' or zone == 'Z' or zone == 'z' then return 0 end
  local sign, hours, minutes = string.match(zone, '^([+-])(%d%d):?(%d%d)$')
  if not sign then return nil end
  hours, minutes = tonumber(hours), tonumber(minutes)
  if hours > 23 or minutes > 59 then return nil end
  local total = hours * 60 + minutes
  return sign == '-' and -total or total
end

local function epoch_ms(text)
  local year, month, day, rest = string.match(text, '^%s*(%d%d%d%d)%-(%d%d)%-(%d%d)(.-)%s*$')
  if not year then return nil end
  year, month, day = tonumber(year), tonumber(month), tonumber(day)
  if month < 1 or month > 12 or day < 1 or day > days_in(year, month) then return nil end
  local ms = days_since_1970(year, month, day) * 86400000
  if rest == '' then return on_the_wire(ms) end

  local hours, minutes, tail = string.match(rest, '^[Tt ](%d%d):(%d%d)(.*)$')
  if not hours then return nil end
  local seconds, after_seconds = string.match(tail, '^:(%d%d)(.*)$')
  if seconds then tail = after_seconds end
  local fraction, after_fraction = string.match(tail, '^%.(%d+)(.*)$')
  if fraction then
    if not seconds then return nil end
    tail = after_fraction
  end
  local zone = zone_minutes(tail)
  if not zone then return nil end

  hours, minutes, seconds = tonumber(hours), tonumber(minutes), tonumber(seconds or '0')
  local thousandths = tonumber(string.sub((fraction or '') .. '000', 1, 3))
  if hours > 24 or minutes > 59 or seconds > 59 then return nil end
  if hours == 24 and minutes + seconds + thousandths > 0 then return nil end
  return on_the_wire(ms + ((hours * 60 + minutes - zone) * 60 + seconds) * 1000 + thousandths)
end
`
