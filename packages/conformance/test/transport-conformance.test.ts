import { ManualClock, MemoryBroker, MemoryTransport } from '@arq/memory'
import { afterEach, describe, expect, it } from '@jest/globals'

import { transportConformance } from '../src/index.js'
import * as broken from './broken-transports.js'
import { CollectingRunner } from './collecting-runner.js'
import { memoryOthers } from './memory-others.js'

type TransportClass = new (settings: { broker: MemoryBroker }) => MemoryTransport

const opened: MemoryTransport[] = []

afterEach(async () => {
  // Some of them do not close when told to.
  for (const transport of opened.splice(0)) await MemoryTransport.prototype.close.call(transport)
})

function suiteFor(Adapter: TransportClass): CollectingRunner {
  const clock = new ManualClock()
  const broker = new MemoryBroker({ clock })
  const runner = new CollectingRunner()
  transportConformance(runner, {
    open: () => {
      const transport = new Adapter({ broker })
      opened.push(transport)
      return transport
    },
    faults: { cutConnection: (transport) => broker.disconnect(transport) },
    others: memoryOthers(broker),
    clock,
    waitMs: 250,
  })
  return runner
}

/** What must catch which defect: all titles of the topic that fail for it. */
const CAUGHT: Readonly<
  Record<keyof typeof broken, readonly [topic: string, titles: readonly string[]]>
> = {
  AcknowledgesOnDelivery: [
    'lost connections',
    [
      'hands out again what was unsettled, marks the old deliveries as stale',
      'gives the unsettled to a consumer on another transport',
      'drops a settlement that comes too late, and tells of it',
      'does not hand out again what was acknowledged before the cut',
    ],
  ],
  ConfirmsTooSoon: [
    'closing',
    [
      'finishes the publishes that are under way before it closes',
      'refuses every use after its close with ARQ_CLOSED',
    ],
  ],
  CreatesWhatItIsAsked: [
    'queue information',
    [
      'knows nothing of a queue that does not exist, and does not make it',
      'does not purge, nor make, a queue that does not exist',
      'counts what waits, what is handed out, and who consumes',
    ],
  ],
  DamagesBodies: ['publishing', ['carries a body of 1 MiB and every value of a byte']],
  DeliversEarly: [
    'delays',
    [
      'hands out a delayed message when it is due and never early',
      'is never early for any of many delays at once',
      'keeps a delayed message when the transport that sent it closes',
    ],
  ],
  DeliversTwice: [
    'publishing',
    ['takes 1,000 publishes at once and hands out each message exactly once'],
  ],
  DeniesStaleness: [
    'lost connections',
    ['hands out again what was unsettled, marks the old deliveries as stale'],
  ],
  DoesNotConsumeAgain: [
    'lost connections',
    [
      'hands out again what was unsettled, marks the old deliveries as stale',
      'drops a settlement that comes too late, and tells of it',
      'does not hand out again what was acknowledged before the cut',
      'consumes and publishes as before once it is back',
    ],
  ],
  DoesNotHearItself: ['broadcast', ['reaches every transport that listens, the sender too']],
  DropsHeaders: ['publishing', ['carries headers unchanged: unicode, numbers, booleans, null']],
  DropsWhatIsRefused: [
    'dead letters',
    ['parks what is refused in the dead letter queue, byte for byte'],
  ],
  FlattensHeaders: ['publishing', ['carries headers unchanged: unicode, numbers, booleans, null']],
  ForgetsDelaysOnClose: [
    'delays',
    [
      'hands out a delayed message when it is due and never early',
      'counts what waits for its time, where the broker tells',
      'is never early for any of many delays at once',
      'does not let a short delay wait behind a long one',
      'hands out in the order of the moments, whatever the order of publishing',
      'hands out each of many that are due in one moment exactly once',
      'hands out at once what is due now or was due before',
      'keeps a delayed message when the transport that sent it closes',
    ],
  ],
  GivesUpAfterTwentyDeliveries: ['system queues', ['hands out as often as it is given back']],
  HidesWhatOthersSaid: [
    'queues of others',
    ['hands out what others put there, with all that came with it'],
  ],
  HidesRedelivery: ['settling', ['hands out again, as redelivered, what was given back']],
  IgnoresPriorities: [
    'priorities',
    [
      'hands out by priority in a queue that has priorities, and in order in one without',
      'tells consumers which priority a message has, in a queue that has priorities',
    ],
  ],
  IgnoresPrefetch: [
    'prefetch',
    [
      'hands out no more than the prefetch before one is settled',
      'never exceeds the prefetch over a long run, and hands out everything',
      'counts each consumer for itself',
      'refuses a prefetch of 0, with ARQ_CONFIG_INVALID',
      'refuses a prefetch of -1, with ARQ_CONFIG_INVALID',
      'refuses a prefetch of 1.5, with ARQ_CONFIG_INVALID',
      'refuses a prefetch of NaN, with ARQ_CONFIG_INVALID',
      'refuses a prefetch of 65536, with ARQ_CONFIG_INVALID',
    ],
  ],
  KeepsListeningAfterRelease: ['broadcast', ['tells a listener nothing after its release']],
  KeepsWhatHasExpired: [
    'system queues',
    [
      'drops a message that has expired, and keeps the others',
      'takes a message that has expired already',
    ],
  ],
  KeepsStaleSettlesToItself: [
    'lost connections',
    ['drops a settlement that comes too late, and tells of it'],
  ],
  LetsShortDelaysWait: [
    'delays',
    [
      'does not let a short delay wait behind a long one',
      'hands out in the order of the moments, whatever the order of publishing',
    ],
  ],
  LiesAboutItself: [
    'what it tells',
    ['says truly what it can do', 'describes itself in words, without a password'],
  ],
  LosesWhatItConfirmed: ['lost connections', ['loses no message whose publish was confirmed']],
  MakesQueuesOfOthers: [
    'queues of others',
    ['rejects a queue that is not there with ARQ_QUEUE_NOT_FOUND, and does not make it'],
  ],
  NeverCloses: [
    'opening and closing',
    [
      'refuses every use after its close with ARQ_CLOSED',
      'closes for its owner whoever still uses it',
    ],
  ],
  ParksSystemMessages: [
    'system queues',
    [
      'drops a message that has expired, and keeps the others',
      'takes a message that has expired already',
      'has no dead letter queue: what is refused is gone',
    ],
  ],
  PurgesNothing: [
    'queue information',
    ['purges what waits, says how many, and leaves what is handed out'],
  ],
  SettlesOnTheWrongConnection: [
    'lost connections',
    ['drops a settlement that comes too late, and tells of it'],
  ],
  SettlesTwice: [
    'settling',
    [
      'throws ARQ_DELIVERY_SETTLED when settled again after ack',
      'throws ARQ_DELIVERY_SETTLED when settled again after nack with requeue',
      'throws ARQ_DELIVERY_SETTLED when settled again after nack without requeue',
    ],
  ],
  SwallowsBadNames: [
    'routing',
    [
      'refuses to publish to a job queue that leaves no room for .dlq, with ARQ_CONFIG_INVALID, and goes on',
      'refuses to publish to a job queue of the library, with ARQ_CONFIG_INVALID, and goes on',
      'refuses to publish to a job queue of RabbitMQ, with ARQ_CONFIG_INVALID, and goes on',
      'refuses to publish to a job queue without a name, with ARQ_CONFIG_INVALID, and goes on',
      'refuses to publish to a deadLetter queue of over 255 bytes, with ARQ_CONFIG_INVALID, and goes on',
      'refuses to publish to a deadLetter queue with a line break, with ARQ_CONFIG_INVALID, and goes on',
      'refuses to publish to a deadLetter queue with a lone surrogate, with ARQ_CONFIG_INVALID, and goes on',
      'refuses to publish to a deadLetter queue of the library, with ARQ_CONFIG_INVALID, and goes on',
      'refuses to publish to a deadLetter queue of RabbitMQ, with ARQ_CONFIG_INVALID, and goes on',
      'refuses to publish to a reply queue of over 255 bytes, with ARQ_CONFIG_INVALID, and goes on',
      'refuses to publish to a system queue of over 255 bytes, with ARQ_CONFIG_INVALID, and goes on',
    ],
  ],
  SwallowsUnroutableReplies: [
    'replies',
    [
      'rejects a reply to a box that was closed with ARQ_PUBLISH_UNROUTABLE',
      'rejects a reply to a box whose transport has closed',
    ],
  ],
  SwapsNeighbours: ['order', ['keeps the order of publishes that were not awaited one by one']],
  TakesBackOnSubscriptionClose: [
    'subscriptions',
    ['lets what it was given be settled after its close'],
  ],
}

describe('the transport suite', () => {
  it('passes a transport that keeps the contract, by the same runner', async () => {
    expect(await suiteFor(MemoryTransport).failures()).toEqual([])
  })

  it.each(Object.entries(CAUGHT))('catches a transport that %s', async (name, [topic, titles]) => {
    // The table's type holds every exported class, and no other name.
    const Adapter = broken[name as keyof typeof broken]
    expect(await suiteFor(Adapter).failures(topic)).toEqual(titles)
  })

  it('skips what a transport says it cannot do, and the titles say why', () => {
    const capabilities = {
      ...new MemoryTransport().capabilities,
      delay: undefined,
      broadcast: false,
    }
    const lacks = ['deadLettering', 'order'] as const
    const runner = new CollectingRunner()
    transportConformance(runner, { open: () => new MemoryTransport(), capabilities, lacks })
    const skipped = runner.tests.filter(({ isSkipped }) => isSkipped)
    expect(new Set(skipped.map(({ topic }) => topic))).toEqual(
      new Set([
        'dead letters',
        'order',
        'delays',
        'broadcast',
        'system queues',
        'queues of others',
        'lost connections',
      ]),
    )
    for (const { topic, title } of skipped) {
      expect(title).toMatch(/^SKIPPED, (capabilities\.\w+ is |lacks: |no faults|no others)/)
      const all = runner.tests.filter((test) => test.topic === topic)
      if (topic !== 'system queues') expect(all.every(({ isSkipped }) => isSkipped)).toBe(true)
    }
  })

  it('skips loudly for a runner that cannot skip', async () => {
    const runner = new CollectingRunner({ canSkip: false })
    transportConformance(runner, { open: () => new MemoryTransport() })
    const titles = runner.tests
      .filter(({ topic }) => topic === 'lost connections')
      .map(({ title }) => title)
    expect(titles.length).toBeGreaterThan(5)
    for (const title of titles) {
      expect(title).toMatch(/^SKIPPED, no faults\.cutConnection given: /)
    }
    expect(await runner.failures('lost connections')).toEqual([])
  })
})
