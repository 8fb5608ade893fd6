/**
 * By a message to itself: browsers hold up nested timers by four milliseconds, and those of a page in the background by
 * a second.
 */
export function inNextTurn(callback: () => void): void {
  const { port1, port2 } = new MessageChannel()
  const onMessage = (): void => {
    port1.close()
    callback()
  }
  port1.addEventListener('message', onMessage, { once: true })
  port1.start()
  port2.postMessage(undefined)
}
