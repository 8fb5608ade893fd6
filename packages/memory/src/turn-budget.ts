import { inNextTurn } from '@arq/core/internal'

const STEPS_PER_TURN = 512

/**
 * Keeps a broker that never waits for a network from starving timers and sockets: what follows a publish or a
 * settlement runs as a microtask, and after so many of them in the next turn of the event loop.
 */
export class TurnBudget {
  #stepsLeft = STEPS_PER_TURN

  get isSpent(): boolean {
    return this.#stepsLeft <= 0
  }

  spend(): void {
    this.#stepsLeft -= 1
  }

  /** Never runs `callback` before the caller has returned. */
  defer(callback: () => void): void {
    if (!this.isSpent) {
      this.spend()
      queueMicrotask(callback)
      return
    }
    inNextTurn(() => {
      this.#stepsLeft = STEPS_PER_TURN
      callback()
    })
  }
}
