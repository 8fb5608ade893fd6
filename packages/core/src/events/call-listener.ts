/**
 * Calls somebody else's function. What it throws is a defect of theirs: it becomes an uncaught exception, as it would
 * from any event, and the caller goes on.
 */
export function callListener(call: () => void): void {
  try {
    call()
  } catch (error) {
    queueMicrotask(() => {
      throw error
    })
  }
}
