import { existsSync, readdirSync, readFileSync } from 'node:fs'

/**
 * Whether every thread of a process stands still, after SIGSTOP: they stop one after the other, and one that has not could
 * still answer. True where the system does not tell.
 * @param {number} pid
 */
export function areThreadsStopped(pid) {
  const tasks = `/proc/${pid}/task`
  return !existsSync(tasks) || readdirSync(tasks).every((thread) => isStopped(`${tasks}/${thread}`))
}

/** @param {string} task */
function isStopped(task) {
  try {
    const stat = readFileSync(`${task}/stat`, 'latin1')
    // `12 (name, which may have spaces and brackets) T …`
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('T')
  } catch {
    // It has just ended, so not all stood still.
    return false
  }
}
