import { describe, expect, it } from '@jest/globals'

import { TopologyAsserter } from '../../src/topology/assert-topology.js'
import type { BrokerQuestions } from '../../src/topology/broker-questions.js'
import type { QueueSpec } from '../../src/topology/queue-spec.js'

type Parts = ConstructorParameters<typeof TopologyAsserter>[0]

const refusal = (code: number, words: string): Error =>
  Object.assign(new Error(`Operation failed: QueueDeclare; ${String(code)} "${words}"`), { code })

const NOTHING = { messageCount: 0, consumerCount: 0 }
const QUORUM: QueueSpec = { name: 'q', arguments: { 'x-queue-type': 'quorum' } }

interface Asked {
  readonly spec?: QueueSpec
  /** What a look that is not refused finds. */
  readonly counts?: typeof NOTHING
  readonly isForConsumers?: boolean
}

/** What is asked of a broker that answers each look, and each declaration, with one of these; `ok` where there is none. */
function assertOn(
  answers: { readonly look?: Error; readonly declare?: Error },
  { spec = { name: 'q', arguments: {} }, counts = NOTHING, isForConsumers = false }: Asked = {},
) {
  const asked: string[] = []
  const answer = (what: string, error: Error | undefined) => (): Promise<unknown> => {
    asked.push(what)
    return error ? Promise.reject(error) : Promise.resolve(counts)
  }
  const channel = {
    deleteQueue: answer('unlock', undefined),
    checkQueue: answer('look', answers.look),
    assertQueue: answer('declare', answers.declare),
  }
  const questions = {
    isPlain: () => true,
    ask: (_name: string, use: (on: typeof channel) => Promise<unknown>) => use(channel),
  } as unknown as BrokerQuestions
  const parts: Partial<Parts> = {
    connection: { observe: () => undefined } as unknown as Parts['connection'],
    mayDeclare: true,
    isForConsumers,
    questions,
  }
  const ensured = new TopologyAsserter(parts as Parts).ensureQueue(spec)
  return { ensured, asked }
}

const mayNot = refusal(
  403,
  "ACCESS_REFUSED - configure access to queue 'q' in vhost '/' refused for user 'u'",
)

describe('a queue', () => {
  it('that may not even be looked at, as on RabbitMQ 4.3 without configure, is taken to be there', async () => {
    const { ensured, asked } = assertOn({ look: mayNot, declare: mayNot })
    await ensured
    expect(asked).toEqual(['look', 'declare'])
  })

  it('that is not there and may not be declared is an error that names the right', async () => {
    const missing = refusal(404, "NOT_FOUND - no queue 'q' in vhost '/'")
    const { ensured } = assertOn({ look: missing, declare: mayNot })
    await expect(ensured).rejects.toMatchObject({ code: 'ARQ_CONNECTION_AUTH' })
  })

  it('that cannot serve now is there, and compared', async () => {
    const notNow = refusal(
      404,
      "NOT_FOUND - failed to perform operation on queue 'q' in vhost '/': its leader may be stopping or being demoted",
    )
    const { ensured, asked } = assertOn({ look: notNow, declare: mayNot })
    await ensured
    expect(asked).toEqual(['look', 'declare'])
  })
})

describe('a quorum queue that somebody else may be creating', () => {
  const inTurn = ['look', 'declare', 'declare', 'unlock']
  const missing = refusal(404, "NOT_FOUND - no queue 'q' in vhost '/'")

  it('is one that is not there: whoever declares it takes turns', async () => {
    const { ensured, asked } = assertOn({ look: missing }, { spec: QUORUM })
    await ensured
    expect(asked).toEqual(inTurn)
  })

  it('is one without messages and consumers, for who wants to consume it', async () => {
    const consumer = assertOn({}, { spec: QUORUM, isForConsumers: true })
    await consumer.ensured
    expect(consumer.asked).toEqual(inTurn)
    const publisher = assertOn({}, { spec: QUORUM })
    await publisher.ensured
    expect(publisher.asked).toEqual(['look', 'declare'])
  })

  it.each([{ messageCount: 1 }, { consumerCount: 1 }])('is not one that has %j', async (found) => {
    const counts = { ...NOTHING, ...found }
    const { ensured, asked } = assertOn({}, { spec: QUORUM, counts, isForConsumers: true })
    await ensured
    expect(asked).toEqual(['look', 'declare'])
  })
})
