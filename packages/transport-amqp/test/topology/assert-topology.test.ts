import { describe, expect, it } from '@jest/globals'

import { TopologyAsserter } from '../../src/topology/assert-topology.js'
import type { BrokerQuestions } from '../../src/topology/broker-questions.js'

type Parts = ConstructorParameters<typeof TopologyAsserter>[0]

const refusal = (code: number, words: string): Error =>
  Object.assign(new Error(`Operation failed: QueueDeclare; ${String(code)} "${words}"`), { code })

/** What is asked of a broker that answers each look, and each declaration, with one of these; `ok` where there is none. */
function assertOn(answers: { readonly look?: Error; readonly declare?: Error }) {
  const asked: string[] = []
  const answer = (what: string, error: Error | undefined) => (): Promise<void> => {
    asked.push(what)
    return error ? Promise.reject(error) : Promise.resolve()
  }
  const channel = {
    checkQueue: answer('look', answers.look),
    assertQueue: answer('declare', answers.declare),
  }
  const questions = {
    ask: (_name: string, use: (on: typeof channel) => Promise<void>) => use(channel),
  } as unknown as BrokerQuestions
  const parts: Partial<Parts> = {
    connection: { observe: () => undefined } as unknown as Parts['connection'],
    mayDeclare: true,
    questions,
  }
  const ensured = new TopologyAsserter(parts as Parts).ensureQueue({ name: 'q', arguments: {} })
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
