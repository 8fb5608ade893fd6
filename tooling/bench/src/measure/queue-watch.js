import { setTimeout as wait } from 'node:timers/promises'

import { processCpuMicros } from './process-cpu.js'
import { ServerCpu } from './server-cpu.js'

const POLL_MS = 20
/** A quorum queue counts a message only when it has been applied, which may be after its publisher has ended. */
const COUNTED_WITHIN_MS = 2000

/**
 * Measures a program that tells nothing of single messages: by how many wait in its queue, which
 * the broker is asked again and again.
 */
export class QueueWatch {
  #countMessages
  #cpuOfProgram
  #servers

  /**
   * @param {{ countMessages: () => Promise<number>, running: import('../contract.d.ts').RunningProgram,
   *   serverPids: import('../contract.d.ts').ServerPids | undefined }} parts
   */
  constructor({ countMessages, running, serverPids }) {
    this.#countMessages = countMessages
    this.#cpuOfProgram = () => processCpuMicros(running.pid, running.program)
    this.#servers = new ServerCpu(serverPids)
  }

  /**
   * From the first look at which so many were done to the one at which all were.
   * @param {{ warmUp: number, total: number, doneOf: (messages: number) => number,
   *   isOver: () => boolean, giveUpAfterMs: number, countedWithinMs?: number }} options
   *   `isOver`: nothing more will come; the broker counts what has come within `countedWithinMs`
   * @returns {Promise<import('../contract.d.ts').Values>}
   */
  async measure({ warmUp, total, countedWithinMs = COUNTED_WITHIN_MS, ...ends }) {
    const first = await this.#doneOnce(warmUp, { ...ends, countedWithinMs })
    this.#servers.start()
    const last = await this.#doneOnce(total, { ...ends, countedWithinMs })
    const jobs = last.done - first.done
    return {
      jobsPerSecond: (jobs / (last.atMs - first.atMs)) * 1000,
      cpuMicrosPerJob: (last.cpuMicros - first.cpuMicros) / jobs,
      ...this.#servers.stop(jobs),
    }
  }

  /**
   * @param {number} wanted
   * @param {{ doneOf: (messages: number) => number, isOver: () => boolean, giveUpAfterMs: number,
   *   countedWithinMs: number }} options
   */
  async #doneOnce(wanted, { doneOf, isOver, giveUpAfterMs, countedWithinMs }) {
    const giveUpAt = performance.now() + giveUpAfterMs
    let cpuMicros = Number.NaN
    let overAtMs = Number.POSITIVE_INFINITY
    for (;;) {
      if (isOver()) overAtMs = Math.min(overAtMs, performance.now())
      const done = doneOf(await this.#countMessages())
      const atMs = performance.now()
      const read = this.#cpuOfProgram()
      // One that has just ended has no figure any more.
      if (!Number.isNaN(read)) cpuMicros = read
      if (done >= wanted) return { done, atMs, cpuMicros }
      if (atMs > overAtMs + countedWithinMs)
        throw new Error(`it ended when ${done} of ${wanted} jobs were done`)
      if (atMs > giveUpAt)
        throw new Error(`${done} of ${wanted} jobs are done, and it takes no end`)
      await wait(POLL_MS)
    }
  }
}
