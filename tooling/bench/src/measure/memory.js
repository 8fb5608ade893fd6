const MIB = 1024 * 1024

/** Of this process, in MiB; where it was started so that it can, after a collection: what is left is held. */
export function readMemory() {
  globalThis.gc?.()
  const { rss, heapUsed } = process.memoryUsage()
  return { rss: rss / MIB, heap: heapUsed / MIB }
}
