// This file is read by Node versions that know little: it uses nothing that they lack.

const FLOOR = [20, 19]

/**
 * Whether a version such as `20.19.1` is new enough.
 * @param {string} version
 */
export function isNewEnough(version) {
  const parts = version.split('.').map(Number)
  const major = parts[0] || 0
  const minor = parts[1] || 0
  return major > 20 || (major === FLOOR[0] && minor >= (FLOOR[1] || 0))
}

/** Ends the process with one clear line when this Node is too old. */
export function requireNode() {
  if (isNewEnough(process.versions.node)) return
  console.error(`arq needs Node ${FLOOR.join('.')} or newer; this is ${process.versions.node}.`)
  process.exit(1)
}
