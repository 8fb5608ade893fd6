import { setTimeout as wait } from 'node:timers/promises'

import { Child } from './child.js'

/** @typedef {import('../contract.d.ts').Death} Death */
/** @typedef {import('../contract.d.ts').ProcessSettings} ProcessSettings */

/** Its own limits together are 3 s; the rest is for a broker or a store that does not answer. */
const STOPS_WITHIN_MS = 30_000
const RESTART_AFTER_DEATH_MS = 1000

/** Processes of one kind in numbered slots; one that ends is followed by the next in its slot. */
export class Crew {
  #parts
  /** @type {Child[]} one per slot */
  #children = []
  /** @type {number[]} how many each slot has had */
  #generations = []
  #isEnding = false
  /** @type {Set<Promise<void>>} */
  #watches = new Set()
  /** @type {Death[]} */
  deaths = []
  /** @type {number[]} per slot, what its last process has told */
  #answered = []

  /**
   * @param {object} parts
   * @param {import('./child.js').Program} parts.program
   * @param {number} parts.size
   * @param {string} parts.logFolder
   * @param {boolean} [parts.mayEnd] whether one that ends by itself, and well, has done its work;
   *   else it has died
   * @param {(slot: number, name: string) => ProcessSettings} parts.settingsOf
   */
  constructor(parts) {
    this.#parts = parts
  }

  start() {
    for (let slot = 0; slot < this.#parts.size; slot += 1) this.#startIn(slot)
  }

  get alive() {
    return this.#children.filter(({ isAlive }) => isAlive).length
  }

  /** Calls of its processes that have their answer, as they tell. */
  get answered() {
    return this.#answered.reduce((total, count) => total + count, 0)
  }

  /**
   * Ends one of those that are at work, and starts the next after a while.
   * @param {'SIGTERM' | 'SIGKILL'} signal
   * @param {{ target: number, lastsMs: number }} fault
   * @returns {Promise<string | undefined>} which one; undefined: none was
   */
  async hit(signal, { target, lastsMs }) {
    const found = this.#pick(target, ({ asked }) => !(asked && signal === 'SIGTERM'))
    if (!found) return undefined
    const { child, slot } = found
    const isFirst = child.asked === undefined
    child.end(signal)
    // Who was told to stop before is being waited for already.
    if (!isFirst) return child.name
    await this.#endOf(child)
    await wait(lastsMs)
    if (!this.#isEnding) this.#startIn(slot)
    return child.name
  }

  /**
   * Stops one of those that are at work where it is, for a while.
   * @param {{ target: number, lastsMs: number }} fault
   * @param {AbortSignal} signal
   * @returns {Promise<string | undefined>} which one; undefined: none was
   */
  async pause({ target, lastsMs }, signal) {
    const found = this.#pick(target, ({ asked, isPaused }) => !asked && !isPaused)
    if (!found) return undefined
    const { child } = found
    child.pause()
    try {
      await wait(lastsMs, undefined, { signal })
    } finally {
      child.resume()
    }
    return child.name
  }

  /**
   * Waits until each has ended by itself.
   * @param {number} limitMs
   * @param {AbortSignal} signal
   */
  async done(limitMs, signal) {
    const limit = new AbortController()
    const overdue = wait(limitMs, undefined, {
      signal: AbortSignal.any([signal, limit.signal]),
    })
    const watched = (async () => {
      // Each watch that ends may have started the next process in its slot.
      while (this.#watches.size > 0) await Promise.all(this.#watches)
    })()
    try {
      await Promise.race([watched, overdue])
    } finally {
      limit.abort()
      await overdue.catch(() => undefined)
    }
    for (const child of this.#children.filter(({ isAlive }) => isAlive)) {
      this.#bury(child, `was not done ${limitMs / 1000} s after the last fault`)
    }
  }

  /** Stops all in good order. */
  async stop() {
    this.#isEnding = true
    const children = this.#children.filter(({ isAlive }) => isAlive)
    for (const child of children) if (child.asked === undefined) child.end('SIGTERM')
    await Promise.all(children.map((child) => this.#endOf(child)))
    await Promise.all(this.#watches)
  }

  /** Ends all at once. */
  async kill() {
    this.#isEnding = true
    for (const child of this.#children) if (child.isAlive) child.end('SIGKILL')
    await Promise.all(this.#children.map(({ ended }) => ended))
  }

  /** @param {number} slot */
  #startIn(slot) {
    const generation = (this.#generations[slot] ?? 0) + 1
    this.#generations[slot] = generation
    const { program, logFolder, settingsOf } = this.#parts
    const name = `${program}-${slot}.${generation}`
    const child = new Child(program, settingsOf(slot, name), logFolder)
    child.onMessage(({ answered }) => {
      if (answered !== undefined) this.#answered[slot] = answered
    })
    this.#children[slot] = child
    const watch = this.#watch(child, slot).finally(() => this.#watches.delete(watch))
    this.#watches.add(watch)
  }

  /**
   * @param {Child} child
   * @param {number} slot
   */
  async #watch(child, slot) {
    const how = await child.ended
    const { asked } = child
    if (!asked && how === '0' && this.#parts.mayEnd) return
    // By SIGTERM itself: it had just been started, and did not listen yet.
    const isAsAsked = asked === 'SIGKILL' || (asked === 'SIGTERM' && ['0', 'SIGTERM'].includes(how))
    if (isAsAsked) return
    this.#bury(
      child,
      asked ? `ended with ${how} after ${asked}` : `ended with ${how}, and nobody had asked`,
    )
    if (asked || this.#isEnding) return
    await wait(RESTART_AFTER_DEATH_MS)
    if (!this.#isEnding) this.#startIn(slot)
  }

  /** @param {Child} child */
  async #endOf(child) {
    const overdue = setTimeout(() => {
      this.#bury(child, `did not stop within ${STOPS_WITHIN_MS / 1000} s of a SIGTERM`)
      child.end('SIGKILL')
    }, STOPS_WITHIN_MS)
    await child.ended
    clearTimeout(overdue)
  }

  /**
   * @param {number} target from 0 to 1
   * @param {(child: Child) => boolean} isWanted
   * @returns {{ child: Child, slot: number } | undefined}
   */
  #pick(target, isWanted) {
    const found = this.#children.flatMap((child, slot) =>
      child.isAlive && child.isAtWork && isWanted(child) ? [{ child, slot }] : [],
    )
    return found[Math.floor(target * found.length)]
  }

  /**
   * @param {Child} child
   * @param {string} how
   */
  #bury({ name, lastWords }, how) {
    this.deaths.push({ at: Date.now(), name, how, lastWords })
  }
}
