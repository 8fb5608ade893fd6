import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import type { ConsumeMessage } from '../../src/index.js'
import { queueCount } from '../integration/consumers.js'
import { KEYS, setup } from '../integration/orderly-groups.js'
import { sharedNameServer } from '../integration/rocketmq-server.js'
import { JavaPeer } from '../peer/java-peer.js'

let java: JavaPeer
beforeAll(async () => {
  java = await JavaPeer.start({ nameServerAddress: sharedNameServer() })
})
afterAll(() => java.close())

/** The steps of a key in the order in which they were consumed for the first time. */
const stepsOf = (key: string, bodies: readonly string[]): readonly number[] => [
  ...new Set(
    bodies.filter((body) => body.startsWith(`${key}/`)).map((body) => Number(body.split('/')[1])),
  ),
]
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index)

describe('an orderly consumer', () => {
  it('keeps the order while members of the group, Java’s among them, come and go', async () => {
    const { topic, group, sendSteps, start } = await setup()
    await sendSteps(KEYS, 0, 5)
    const order: string[] = []
    const note: ConsumeMessage = ({ body }) => void order.push(body.toString())
    const first = await start(note)
    await queueCount(first.consumer, 4)
    const second = await start(note)
    await queueCount(second.consumer, 2)
    await sendSteps(KEYS, 5, 15)
    await second.consumer.close()
    await queueCount(first.consumer, 4)
    await sendSteps(KEYS, 15, 25)

    const theirs = java.consume({ topic, group, isOrderly: true, withinMs: 60_000 })
    await theirs.started
    await queueCount(first.consumer, 2)
    await sendSteps(KEYS, 25, 35)
    const isComplete = () => {
      const both = new Set([...order, ...theirs.messages.map(({ body }) => body.toString())])
      return both.size === KEYS.length * 35
    }
    await Promise.race([first.inbox.until(isComplete), theirs.first(isComplete)])
    const got = (await theirs.stop()).map(({ body }) => body.toString())
    for (const key of KEYS) {
      // A queue moves to Java once, so its steps there follow those here.
      const ours = stepsOf(key, order)
      const moved = stepsOf(key, got).filter((step) => !ours.includes(step))
      expect([...ours, ...moved]).toEqual(upTo(35))
    }
  }, 120_000)
})
