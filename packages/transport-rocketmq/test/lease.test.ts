import type { MessageExt } from '@arq/rocketmq'
import { expect, it } from '@jest/globals'

import { AckLane } from '../src/consume/ack-lane.js'
import { Lease } from '../src/consume/lease.js'

const HOUR_MS = 3_600_000
const message = {} as MessageExt
const now = () => performance.now()

it('is over when its time is, counted from before the question', () => {
  const keeper = { changeInvisible: () => Promise.resolve() }
  expect(new Lease(keeper, message, 1000, now()).isOver).toBe(false)
  expect(new Lease(keeper, message, 1000, now() - 1001).isOver).toBe(true)
})

it('is never ours again once it was over, although a late renewal succeeds', async () => {
  let answer = (): void => undefined
  const keeper = {
    changeInvisible: () => new Promise<void>((resolve) => (answer = resolve)),
  }
  const lease = new Lease(keeper, message, HOUR_MS, now())
  const renewing = lease.renew()
  lease.giveUp()
  answer()
  await renewing
  expect(lease.isOver).toBe(true)
})

it('asks once for callers at once, and a failure leaves the time as it is', async () => {
  const asked: number[] = []
  const keeper = {
    changeInvisible: (_: MessageExt, ms: number) => {
      asked.push(ms)
      return Promise.reject(new Error('away'))
    },
  }
  const lease = new Lease(keeper, message, HOUR_MS, now())
  await Promise.all([lease.renew(), lease.renew()])
  expect(asked).toEqual([HOUR_MS])
  expect(lease.isOver).toBe(false)
})

it('sends an acknowledgement only when no renewal is under way, for that makes its handle void', async () => {
  const order: string[] = []
  let answer = (): void => undefined
  const keeper = {
    changeInvisible: () =>
      new Promise<void>((resolve) => {
        answer = () => {
          order.push('renewed')
          resolve()
        }
      }),
    ackBatch: (messages: readonly MessageExt[]) => {
      order.push(`acked ${messages.length}`)
      return Promise.resolve()
    },
  }
  const [one, other] = [
    new Lease(keeper, message, HOUR_MS, now()),
    new Lease(keeper, message, HOUR_MS, now()),
  ]
  void one.renew()
  const lane = new AckLane(keeper)
  const acking = Promise.all([lane.ack(one), lane.ack(other)])
  await new Promise(setImmediate)
  expect(order).toEqual([])
  answer()
  expect(await acking).toEqual([true, true])
  expect(order).toEqual(['renewed', 'acked 2'])
})

it('acknowledges again what failed, and not once the message is somebody else’s', async () => {
  let calls = 0
  const lease = new Lease({ changeInvisible: () => Promise.resolve() }, message, HOUR_MS, now())
  const lane = new AckLane({
    ackBatch: () => {
      calls += 1
      if (calls === 2) lease.giveUp()
      return Promise.reject(new Error('away'))
    },
  })
  expect(await lane.ack(lease)).toBe(false)
  expect(calls).toBe(2)
})
