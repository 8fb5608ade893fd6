import { expect, it } from '@jest/globals'

import { EarlyDeliveries } from '../src/consume/early-deliveries.js'
import type { RocketMQDelivery } from '../src/consume/rocketmq-delivery.js'

const named = (name: string) => ({ parcel: { messageId: name } }) as unknown as RocketMQDelivery

it('hands on each at its moment, never before', async () => {
  const came: { readonly delivery: RocketMQDelivery; readonly atMs: number }[] = []
  const [first, second] = [named('first'), named('second')]
  const dueAtMs = Date.now() + 20
  await new Promise<void>((resolve) => {
    const early = new EarlyDeliveries((delivery) => {
      came.push({ delivery, atMs: Date.now() })
      if (came.length === 2) resolve()
    })
    early.add(second, dueAtMs + 20)
    early.add(first, dueAtMs)
    expect([...early]).toEqual([second, first])
  })
  expect(came.map(({ delivery }) => delivery)).toEqual([first, second])
  expect(came[0]!.atMs).toBeGreaterThanOrEqual(dueAtMs)
  expect(came[1]!.atMs).toBeGreaterThanOrEqual(dueAtMs + 20)
})

it('hands on none that was taken away', async () => {
  const came: RocketMQDelivery[] = []
  const early = new EarlyDeliveries((delivery) => came.push(delivery))
  const [one, other] = [named('one'), named('other')]
  early.add(one, Date.now() + 10)
  early.add(other, Date.now() + 10)
  expect(early.takeAll()).toEqual([one, other])
  // A later one comes after the moment of those before it.
  await new Promise<void>((resolve) => {
    new EarlyDeliveries(() => resolve()).add(named('later'), Date.now() + 20)
  })
  expect(came).toEqual([])
  expect([...early]).toEqual([])
})
