import type { ItFunction, Runner } from '../src/index.js'

interface CollectedTest {
  readonly topic: string
  readonly title: string
  readonly run: () => Promise<void>
  readonly isSkipped: boolean
}

/** A runner that keeps tests instead of running them, so that a test can see a suite fail. */
export class CollectingRunner implements Runner {
  readonly tests: CollectedTest[] = []
  readonly it: ItFunction
  #topic = ''

  constructor({ canSkip = true } = {}) {
    const declare = (title: string, run: () => Promise<void>): void => this.#add(title, run, false)
    const skip = (title: string, run: () => Promise<void>): void => this.#add(title, run, true)
    this.it = canSkip ? Object.assign(declare, { skip }) : declare
  }

  readonly describe = (title: string, define: () => void): void => {
    const outer = this.#topic
    this.#topic = title
    define()
    this.#topic = outer
  }

  get topics(): readonly string[] {
    return [...new Set(this.tests.map(({ topic }) => topic))]
  }

  /** Runs one topic, or all, one test after the other; gives the titles of those that fail. */
  async failures(topic?: string): Promise<readonly string[]> {
    const failed: string[] = []
    const chosen = this.tests.filter((test) => topic === undefined || test.topic === topic)
    if (chosen.length === 0) throw new Error(`no topic ${topic}; there are ${this.topics.join()}`)
    for (const { title, run, isSkipped } of chosen) {
      if (isSkipped) continue
      await run().catch(() => failed.push(title))
    }
    return failed
  }

  #add(title: string, run: () => Promise<void>, isSkipped: boolean): void {
    this.tests.push({ topic: this.#topic, title, run, isSkipped })
  }
}
