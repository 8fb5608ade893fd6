/**
 * Waits for a promise as long as a signal does not abort. The work behind the promise goes on; should it reject then,
 * nobody is told.
 * @throws what the promise rejects with; the signal's reason when it aborts first
 */
export function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    // A reason is whatever the one who aborts has given.
    // oxlint-disable-next-line typescript/prefer-promise-reject-errors
    const onAbort = (): void => reject(signal.reason)
    if (signal.aborted) onAbort()
    signal.addEventListener('abort', onAbort, { once: true })
    void promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort))
  })
}
