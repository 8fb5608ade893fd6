import { readFileSync } from 'node:fs'

/**
 * The processes that this one has started. On Linux only; elsewhere none.
 * @param {number} pid
 * @returns {readonly number[]}
 */
export function childrenOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
    return text.split(' ').filter(Boolean).map(Number)
  } catch {
    return []
  }
}

/**
 * A zombie, whose parent has yet to notice its end, counts as ended.
 * @param {number} pid
 */
export function isRunning(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return !/\) Z /.test(text)
  } catch {
    return false
  }
}
