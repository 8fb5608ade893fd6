import { afterEvent } from './board/after-event.js'
import { type Board, EMPTY_BOARD } from './board/board.js'
import { tell, type Told } from './story/story.js'
import { type BrokerCounts, NO_COUNTS } from './world/broker-counts.js'
import type { LiveEvent } from './world/live-event.js'
import type { LiveWorld } from './world/live-world.js'

export interface LogLine extends Told {
  readonly key: number
  readonly atMs: number
}

/** What is drawn. */
export interface LiveView {
  readonly board: Board
  /** The newest first. */
  readonly log: readonly LogLine[]
  readonly counts: BrokerCounts
  readonly nowMs: number
}

const MOST_LINES = 60
const LOOK_EVERY_MS = 200

/** Follows a world, and says at most once a frame that it looks different. */
export class LiveModel {
  readonly #world: LiveWorld
  readonly #onChange: (view: LiveView) => void
  readonly #stopListening: () => void
  readonly #looks: ReturnType<typeof setInterval>
  #view: LiveView
  #lastKey = 0
  #isAsked = false
  #isClosed = false

  constructor(world: LiveWorld, onChange: (view: LiveView) => void) {
    this.#world = world
    this.#onChange = onChange
    this.#view = { board: EMPTY_BOARD, log: [], counts: NO_COUNTS, nowMs: world.clock.now() }
    this.#stopListening = world.on((event) => this.#hear(event))
    this.#looks = setInterval(() => void this.#look(), LOOK_EVERY_MS)
  }

  get view(): LiveView {
    return this.#view
  }

  close(): void {
    this.#isClosed = true
    this.#stopListening()
    clearInterval(this.#looks)
  }

  #hear(event: LiveEvent): void {
    const before = this.#view.board
    const board = afterEvent(before, event)
    const told = tell(event, before, board)
    const line = told && { ...told, key: (this.#lastKey += 1), atMs: event.atMs }
    const log = line ? [line, ...this.#view.log].slice(0, MOST_LINES) : this.#view.log
    this.#change({ board, log })
  }

  async #look(): Promise<void> {
    const counts = await this.#world.counts()
    this.#change({ counts, nowMs: this.#world.clock.now() })
  }

  #change(part: Partial<LiveView>): void {
    this.#view = { ...this.#view, ...part }
    if (this.#isAsked || this.#isClosed) return
    this.#isAsked = true
    requestAnimationFrame(() => {
      this.#isAsked = false
      if (!this.#isClosed) this.#onChange(this.#view)
    })
  }
}
