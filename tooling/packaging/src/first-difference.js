/**
 * Where two texts begin to differ, in a few lines.
 * @param {string} before
 * @param {string} after
 */
export function firstDifference(before, after) {
  const [old, now] = [before.split('\n'), after.split('\n')]
  const at = now.findIndex((line, index) => line !== old[index])
  const line = at < 0 ? now.length : at
  const rest = (/** @type {readonly string[]} */ lines) => lines[line] ?? '(end)'
  return `  line ${line + 1}\n  - ${rest(old)}\n  + ${rest(now)}`
}
