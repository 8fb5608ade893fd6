/** Lua: the names of the keys in both layouts (see redis-keys.ts), and numbers as Redis takes them. */
export const KEYS_LUA = String.raw`
local is_lean = layout == 'lean'
local set_name = is_lean and ':waiting' or ':results'

local function queue_key(name)
  return prefix .. ':queue:' .. name .. set_name
end

local function status_key(id)
  return prefix .. ':status:' .. id
end

local outrun_key = prefix .. ':outrun'

-- Numbers become exponent notation above 1e14 in Lua; Redis wants digits.
local function whole(number)
  return string.format('%.0f', number)
end
`
