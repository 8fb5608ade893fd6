import { mkdirSync, writeFileSync } from 'node:fs'
import { Session } from 'node:inspector'
import { dirname } from 'node:path'

import { ServerCpu } from './server-cpu.js'

/** Microseconds between two samples: fine enough for a window of one second. */
const SAMPLING_INTERVAL = 200

/**
 * Wall time, CPU of this process and of the servers between two moments, and a CPU profile of
 * exactly that window.
 */
export class Meter {
  #profileFile
  #servers
  /** @type {Session | undefined} */
  #session
  #startedAt = 0
  #cpuAtStart = { user: 0, system: 0 }

  /**
   * @param {string | undefined} profileFile absent: no profile is taken
   * @param {import('../contract.d.ts').ServerPids} [serverPids]
   */
  constructor(profileFile, serverPids) {
    this.#profileFile = profileFile
    this.#servers = new ServerCpu(serverPids)
  }

  start() {
    if (this.#profileFile !== undefined) {
      this.#session = new Session()
      this.#session.connect()
      this.#session.post('Profiler.enable')
      this.#session.post('Profiler.setSamplingInterval', { interval: SAMPLING_INTERVAL })
      // Within one thread the inspector answers before `post` returns.
      this.#session.post('Profiler.start')
    }
    this.#servers.start()
    this.#cpuAtStart = process.cpuUsage()
    this.#startedAt = performance.now()
  }

  /**
   * @param {number} jobs done since the start
   * @returns {{ jobsPerSecond: number, cpuMicrosPerJob: number } &
   *   import('./server-cpu.js').ServerMicros}
   */
  stop(jobs) {
    const seconds = (performance.now() - this.#startedAt) / 1000
    const { user, system } = process.cpuUsage(this.#cpuAtStart)
    const servers = this.#servers.stop(jobs)
    this.#writeProfile()
    return { jobsPerSecond: jobs / seconds, cpuMicrosPerJob: (user + system) / jobs, ...servers }
  }

  #writeProfile() {
    const file = this.#profileFile
    if (file === undefined) return
    this.#session?.post('Profiler.stop', (error, { profile }) => {
      if (error) throw error
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, JSON.stringify(profile))
    })
    this.#session?.disconnect()
    this.#session = undefined
  }
}
