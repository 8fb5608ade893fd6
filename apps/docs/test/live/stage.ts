import { renderText } from '@arq/core'

import { afterEvent } from '../../live/src/board/after-event.js'
import { type Board, type BoardJob, EMPTY_BOARD } from '../../live/src/board/board.js'
import { tell } from '../../live/src/story/story.js'
import type { BrokerCounts } from '../../live/src/world/broker-counts.js'
import { LiveClock } from '../../live/src/world/live-clock.js'
import { LiveWorld } from '../../live/src/world/live-world.js'

/** Long before the cron job of the page is due, whatever time it is where the tests run. */
const START_MS = Date.UTC(2026, 11, 1, 9, 5)
// Two hours of the page's time.
const MOST_STEPS = 14_400
const STEP_MS = 500

/** A world whose time stands still until a test lets it pass, with what the reader of the page would see. */
export class Stage implements AsyncDisposable {
  readonly world = new LiveWorld(new LiveClock(START_MS))
  board: Board = EMPTY_BOARD
  readonly log: string[] = []

  private constructor() {
    this.world.on((event) => {
      const before = this.board
      this.board = afterEvent(before, event)
      const told = tell(event, before, this.board)
      if (!told) return
      this.log.push(renderText(told.text))
      if (told.guarantee) this.log.push(renderText(told.guarantee))
    })
  }

  static async open(): Promise<Stage> {
    const stage = new Stage()
    await stage.world.open()
    stage.world.clock.stop()
    return stage
  }

  get jobs(): readonly BoardJob[] {
    return [...this.board.jobs.values()]
  }

  /** The only job that there is. */
  get job(): BoardJob {
    const [job, ...others] = this.jobs
    if (!job || others.length > 0) throw new Error(`${this.jobs.length} jobs`)
    return job
  }

  /** Lets time pass until something is so. */
  async until(isSo: () => boolean): Promise<void> {
    for (let step = 0; !isSo(); step += 1) {
      if (step === MOST_STEPS) throw new Error(`never:\n${this.log.join('\n')}`)
      await this.world.clock.forward(STEP_MS)
    }
  }

  /** What the broker itself says. */
  counts(): Promise<BrokerCounts> {
    return this.world.counts()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.world.close()
  }
}
