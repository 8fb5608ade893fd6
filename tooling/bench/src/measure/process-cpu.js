import { readFileSync } from 'node:fs'

/** Linux tells user space in hundredths of a second, whatever the kernel counts in (`USER_HZ`). */
const MICROS_PER_TICK = 10_000

/**
 * How the names of the servers' programs begin. A process id that a server tells may be that of
 * another machine or container, and here be nobody's or somebody else's.
 */
const PROGRAMS = { broker: 'beam', redis: 'redis' }

/**
 * CPU time that a server's process has used so far.
 * @param {number | undefined} pid as the server told it
 * @param {keyof typeof PROGRAMS} server
 * @returns {number} microseconds; NaN where it cannot be told: no Linux, or not its process
 */
export function serverCpuMicros(pid, server) {
  return processCpuMicros(pid, PROGRAMS[server])
}

/**
 * CPU time that PostgreSQL has used so far: the process that it tells, and those that this has made and are still there.
 * @param {number | undefined} pid
 * @returns {number} microseconds; NaN where it cannot be told
 */
export function postgresCpuMicros(pid) {
  if (pid === undefined) return Number.NaN
  return childrenOf(pid).reduce(
    (sum, child) => sum + processCpuMicros(child, 'postgres'),
    processCpuMicros(pid, 'postgres'),
  )
}

/** @param {number} pid */
function childrenOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    return text.split(' ').filter(Boolean).map(Number)
  } catch {
    return []
  }
}

/**
 * CPU time that a process has used so far.
 * @param {number | undefined} pid
 * @param {string} program how the program's name must begin
 * @returns {number} microseconds; NaN where it cannot be told
 */
export function processCpuMicros(pid, program) {
  if (pid === undefined) return Number.NaN
  try {
    return parseCpuMicros(readFileSync(`/proc/${pid}/stat`, 'utf8'), program)
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
