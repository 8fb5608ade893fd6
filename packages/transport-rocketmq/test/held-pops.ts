import type { Socket } from 'node:net'

import { Wire } from './cut-proxy.js'
import { headerOf, onFrames } from './frames.js'

/** Source: apache/rocketmq `remoting/.../RequestCode.java`, `ResponseCode.java`. */
const POP_MESSAGE = 200_050
const SUCCESS = 0

/** Answers of brokers with popped messages: on their way for as long as a test holds them. */
export class HeldPops {
  #isHolding = false
  #held: (() => void)[] = []
  #waiting: { readonly count: number; readonly resolve: () => void }[] = []

  hold(): void {
    this.#isHolding = true
  }

  /** Resolves when so many are held. */
  untilHeld(count: number): Promise<void> {
    if (this.#held.length >= count) return Promise.resolve()
    return new Promise((resolve) => this.#waiting.push({ count, resolve }))
  }

  letGo(): void {
    this.#isHolding = false
    for (const send of this.#held.splice(0)) send()
  }

  pass(send: () => void): void {
    if (!this.#isHolding) {
      send()
      return
    }
    this.#held.push(send)
    for (const { count, resolve } of this.#waiting) if (this.#held.length >= count) resolve()
  }
}

/** A wire to a broker whose popped messages can be held. */
export class PopWire extends Wire {
  readonly #pops: HeldPops

  constructor(target: string, pops: HeldPops) {
    super(target)
    this.#pops = pops
  }

  protected override pass(client: Socket, upstream: Socket): void {
    const asked = new Set<number>()
    onFrames(client, (frame) => {
      const { code, opaque } = headerOf(frame)
      if (code === POP_MESSAGE) asked.add(opaque)
      upstream.write(frame)
    })
    onFrames(upstream, (frame) => {
      const { code, opaque } = headerOf(frame)
      const send = (): void => void client.write(frame)
      if (asked.delete(opaque) && code === SUCCESS) this.#pops.pass(send)
      else send()
    })
  }
}
