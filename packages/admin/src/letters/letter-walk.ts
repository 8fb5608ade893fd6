import type { Delivery, QueueInfo, Receipt, Subscription, Transport } from '@arq/core'
import { pause } from '@arq/core/internal'

/** The most that AMQP lets a consumer hold. */
export const MOST_LETTERS = 65_535
/** Another reader may hold letters, which then do not come: whether any are left is asked this often. */
const LOOK_INTERVAL_MS = 200
/** A redrive at a slow pace holds letters for long; where the broker lets a consumer ask for it, it is asked. */
const LONGEST_WALK_MS = 86_400_000
/** So many looks in a row that find nothing end the walk. */
const LAST_LOOKS = 3
/** So many looks at most for what was given back: another reader may have taken it. */
const LOOKS_FOR_KEPT = 10

/** What becomes of a letter: it goes back to its queue, or it is done with. */
export type Verdict = 'kept' | 'taken'

/** What a walk needs of a transport. */
export type LetterQueues = Pick<Transport, 'queueInfo' | 'consume'>

export interface WalkOptions {
  /** Called for each letter, the oldest first. A letter that it has taken is acknowledged when its promise resolves. */
  readonly visit: (letter: Delivery) => Verdict | Promise<Verdict>
  /** Visits under way at once. */
  readonly atOnce: number
  /** Called when one more has been visited. */
  readonly onProgress?: (visited: number, total: number) => void
}

export interface WalkEnd {
  /** Letters that lay in the queue at the start. */
  readonly total: number
  readonly visited: number
}

/**
 * Visits each letter that lies in a dead letter queue now, once. What is kept goes back at the end, and what was not
 * finished when this process dies goes back by itself; the broker does not promise their order.
 * @returns `undefined`: there is no such queue; it is not created
 */
export async function walkLetters(
  transport: LetterQueues,
  queueName: string,
  options: WalkOptions,
): Promise<WalkEnd | undefined> {
  const info = await lettersIn(transport, queueName)
  if (!info) return undefined
  const total = Math.min(info.ready, MOST_LETTERS)
  if (total === 0) return { total, visited: 0 }
  const walk = new LetterWalk(options, total)
  // All at once: what is kept is held until the end, or it would come again at once.
  const consuming = { prefetch: total, unsettledMs: LONGEST_WALK_MS }
  const subscription = await transport.consume(queueName, consuming, (letter) => walk.take(letter))
  try {
    await Promise.race([walk.ended, nothingLeft(transport, queueName, walk)])
  } finally {
    const kept = await walk.close(subscription)
    // How the walk has ended counts, not whether this could be asked.
    await untilBack(transport, queueName, kept).catch(() => undefined)
  }
  return { total: info.ready, visited: walk.visited }
}

/** Resolves when what was given back lies in the queue: who looks next, or walks again, is to find it. */
async function untilBack(transport: LetterQueues, queueName: string, kept: number): Promise<void> {
  for (let looks = 1; ; looks += 1) {
    const info = await transport.queueInfo(queueName)
    if (!info || info.ready >= kept || looks >= LOOKS_FOR_KEPT) return
    await pause(LOOK_INTERVAL_MS)
  }
}

/** A reader that has just ended may have given letters back that are not there yet: an empty queue is looked at again. */
async function lettersIn(
  transport: LetterQueues,
  queueName: string,
): Promise<QueueInfo | undefined> {
  let info = await transport.queueInfo(queueName)
  for (let looks = 1; info?.ready === 0 && looks < LAST_LOOKS; looks += 1) {
    await pause(LOOK_INTERVAL_MS)
    info = await transport.queueInfo(queueName)
  }
  return info
}

/** Resolves when the queue has nothing more to give, although fewer letters came than lay there. */
async function nothingLeft(
  transport: LetterQueues,
  queueName: string,
  walk: LetterWalk,
): Promise<void> {
  let looks = 0
  let seen = -1
  while (looks < LAST_LOOKS) {
    await pause(LOOK_INTERVAL_MS)
    if (walk.isOver) return
    const isQuiet = walk.isIdle && walk.visited === seen
    seen = walk.visited
    const info = isQuiet ? await transport.queueInfo(queueName) : undefined
    looks = info?.ready === 0 && walk.isIdle && walk.visited === seen ? looks + 1 : 0
  }
}

class LetterWalk {
  readonly ended: Promise<void>
  readonly #options: WalkOptions
  readonly #total: number
  #waiting: Delivery[] = []
  readonly #kept: Receipt[] = []
  /** A lost channel brings letters again that were visited. */
  readonly #keptIds = new Set<string>()
  #running = 0
  #visited = 0
  #isOver = false
  #end: () => void = () => undefined
  #fail: (error: unknown) => void = () => undefined

  constructor(options: WalkOptions, total: number) {
    this.#options = options
    this.#total = total
    this.ended = new Promise((resolve, reject) => {
      this.#end = resolve
      this.#fail = reject
    })
  }

  get visited(): number {
    return this.#visited
  }

  get isIdle(): boolean {
    return this.#running === 0 && this.#waiting.length === 0
  }

  get isOver(): boolean {
    return this.#isOver
  }

  take(letter: Delivery): void {
    // Those of a channel that was lost come again.
    if (this.#waiting[0]?.isStale === true) {
      this.#waiting = this.#waiting.filter(({ isStale }) => !isStale)
    }
    const isKnown = letter.messageId !== undefined && this.#keptIds.has(letter.messageId)
    const isBeyond = this.#visited + this.#running + this.#waiting.length >= this.#total
    if (this.#isOver || isKnown || isBeyond) this.#keep(letter)
    else {
      this.#waiting.push(letter)
      this.#next()
    }
  }

  /** Waits for visits under way, and gives back what was kept. @returns how many that are */
  async close(subscription: Subscription): Promise<number> {
    this.#isOver = true
    await subscription.close()
    while (this.#running > 0) await pause(1)
    const kept = [...this.#kept, ...this.#waiting.splice(0)]
    for (const receipt of kept) receipt.nack({ requeue: true })
    return kept.length
  }

  #next(): void {
    while (!this.#isOver && this.#running < this.#options.atOnce) {
      const letter = this.#waiting.shift()
      if (!letter) return
      this.#running += 1
      void this.#visit(letter)
    }
  }

  async #visit(letter: Delivery): Promise<void> {
    try {
      // It is with somebody else by now, or comes again.
      if (letter.isStale) return
      const verdict = await this.#options.visit(letter)
      if (verdict === 'taken') letter.ack()
      else this.#keep(letter)
      this.#visited += 1
      this.#options.onProgress?.(this.#visited, this.#total)
    } catch (error) {
      this.#keep(letter)
      this.#isOver = true
      this.#fail(error)
    } finally {
      this.#running -= 1
      if (this.#visited >= this.#total) this.#end()
      this.#next()
    }
  }

  #keep(letter: Delivery): void {
    this.#kept.push(letter.receipt ?? letter)
    if (letter.messageId !== undefined) this.#keptIds.add(letter.messageId)
  }
}
