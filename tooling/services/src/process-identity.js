import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'

/**
 * A process and when it began: a process id alone is given to another process sooner or later.
 * @typedef {{ readonly pid: number, readonly began: string }} ProcessIdentity
 */

const hasProc = existsSync('/proc/self/stat')

/**
 * Who has that process id now, or undefined when nobody has.
 * @param {number} pid
 * @returns {ProcessIdentity | undefined}
 */
export function identify(pid) {
  const began = hasProc ? beganFromProc(pid) : beganFromPs(pid)
  return began === undefined ? undefined : { pid, began }
}

/**
 * Whether that very process, and not a later one of the same id, still runs.
 * @param {ProcessIdentity} identity
 */
export function isAlive({ pid, began }) {
  return identify(pid)?.began === began
}

/**
 * Sends a signal to that very process; false when it is gone.
 * @param {ProcessIdentity} identity
 * @param {NodeJS.Signals} signal
 */
export function signalProcess(identity, signal) {
  if (!isAlive(identity)) return false
  try {
    return process.kill(identity.pid, signal)
  } catch {
    return false // ended in between
  }
}

/**
 * The 22nd field of /proc/<pid>/stat, in clock ticks since this boot.
 * @param {number} pid
 */
function beganFromProc(pid) {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'), bootId())
  } catch {
    return undefined
  }
}

/**
 * @param {string} stat
 * @param {string} boot
 * @returns {string | undefined}
 */
export function parseStat(stat, boot) {
  // The second field is the program's name in parentheses, which may itself hold spaces and `)`.
  const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const isEnded = state === 'Z' || state === 'X'
  return isEnded ? undefined : `${boot}:${rest[18]}`
}

function bootId() {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
}

/** @param {number} pid */
function beganFromPs(pid) {
  const { stdout } = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' })
  return stdout?.trim() || undefined
}
