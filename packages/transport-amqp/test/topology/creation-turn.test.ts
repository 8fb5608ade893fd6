import { ConnectionLost } from '@arq/core'
import { describe, expect, it } from '@jest/globals'

import { connectionLost } from '../../src/amqp-errors.js'
import { inTurn } from '../../src/topology/creation-turn.js'

type Questions = Parameters<typeof inTurn>[0]

const refusal = (code: number): Error =>
  Object.assign(new Error(`Operation failed: QueueDeclare; ${String(code)}`), { code })

/** A broker that refuses the lock with each of these in turn, and then gives it. */
function brokerThat(...refusals: Error[]) {
  const done: string[] = []
  const questions: Questions = {
    isPlain: () => true,
    ask: (name, use) =>
      use({
        assertQueue: () => {
          const refused = refusals.shift()
          done.push(refused ? 'refused' : 'locked')
          if (refused) return Promise.reject(refused)
          return Promise.resolve({ queue: name, messageCount: 0, consumerCount: 0 })
        },
        deleteQueue: () => {
          done.push('unlocked')
          return Promise.resolve({ messageCount: 0 })
        },
      }),
  }
  const create = (): Promise<void> => {
    done.push('created')
    return Promise.resolve()
  }
  return { done, questions, create }
}

describe('the turn to create a queue', () => {
  it('lasts from before the creation until after it', async () => {
    const { done, questions, create } = brokerThat()
    await inTurn(questions, 'q', create)
    expect(done).toEqual(['locked', 'created', 'unlocked'])
  })

  it('is waited for while another connection has it', async () => {
    const { done, questions, create } = brokerThat(refusal(405), refusal(405))
    await inTurn(questions, 'q', create)
    expect(done).toEqual(['refused', 'refused', 'locked', 'created', 'unlocked'])
  })

  it('is done without where the user may not declare it', async () => {
    const { done, questions, create } = brokerThat(refusal(403))
    await inTurn(questions, 'q', create)
    expect(done).toEqual(['refused', 'created'])
  })

  it('ends with an error of the creation, and tells it', async () => {
    const { done, questions } = brokerThat()
    const failed = inTurn(questions, 'q', () => Promise.reject(refusal(406)))
    await expect(failed).rejects.toMatchObject({ code: 406 })
    expect(done).toEqual(['locked', 'unlocked'])
  })

  it('is not asked for where a refusal would cost the connection', async () => {
    const { done, questions, create } = brokerThat()
    await inTurn({ ...questions, isPlain: () => false }, 'q', create)
    expect(done).toEqual(['created'])
  })

  it('is not tried again on a connection that is gone', async () => {
    const { done, questions, create } = brokerThat(connectionLost(undefined, 'amqp://here'))
    await expect(inTurn(questions, 'q', create)).rejects.toBeInstanceOf(ConnectionLost)
    expect(done).toEqual(['refused'])
  })
})
