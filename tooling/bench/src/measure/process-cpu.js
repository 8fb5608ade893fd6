import { readFileSync } from 'node:fs'

/** Linux tells user space in hundredths of a second, whatever the kernel counts in (`USER_HZ`). */
const MICROS_PER_TICK = 10_000
const ERLANG = 'beam'

/**
 * CPU time that a broker's process has used so far.
 * @param {number | undefined} pid as the broker told it
 * @returns {number} microseconds; NaN where it cannot be told: no Linux, or a pid of another machine
 *   or container, which here is nobody's or somebody else's
 */
export function brokerCpuMicros(pid) {
  if (pid === undefined) return Number.NaN
  try {
    return parseCpuMicros(readFileSync(`/proc/${pid}/stat`, 'utf8'), ERLANG)
  } catch {
    return Number.NaN
  }
}

/**
 * @param {string} stat the text of `/proc/<pid>/stat`
 * @param {string} program how the program's name must begin
 * @returns {number} user and system time in microseconds; NaN of another program
 */
export function parseCpuMicros(stat, program) {
  // The name stands in parentheses, and may itself hold spaces and `)`.
  const end = stat.lastIndexOf(')')
  if (!stat.slice(stat.indexOf('(') + 1, end).startsWith(program)) return Number.NaN
  // Fields 14 and 15; the first after the name is the third.
  const [userTicks, systemTicks] = stat
    .slice(end + 2)
    .split(' ')
    .slice(11, 13)
  return (Number(userTicks) + Number(systemTicks)) * MICROS_PER_TICK
}
