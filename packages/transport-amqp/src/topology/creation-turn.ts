import { createHash } from 'node:crypto'

import { isArqError } from '@arq/core'
import { pause } from '@arq/core/internal'
import type { Channel } from 'amqplib'

import { replyCodeOf } from '../amqp-errors.js'
import { WordlessRefusal } from '../connection/wordless-refusal.js'

/** What a turn needs of `BrokerQuestions`. */
interface Questions {
  ask<T>(
    name: string,
    use: (channel: Pick<Channel, 'assertQueue' | 'deleteQueue'>) => Promise<T>,
  ): Promise<T>
}

/** RESOURCE_LOCKED of AMQP: the exclusive queue is another connection's. */
const LOCKED = 405

/** It ends with its connection, so that no crash leaves it behind. */
const LOCK = {
  durable: false,
  exclusive: true,
  arguments: { 'x-queue-type': 'classic' },
} as const

/** How often a turn that somebody else has is asked for again, milliseconds. A quorum queue is created in some 10 ms. */
const ASK_AGAIN_MS = 25

/** Longest wait for a turn, milliseconds: whoever has it may be frozen. Then it goes on without. */
const TURN_LIMIT_MS = 5000

/** A hash, because a queue's own name may be as long as names can be. */
const lockOf = (queueName: string): string =>
  `arq.declaring.${createHash('sha256').update(queueName).digest('hex').slice(0, 32)}`

/**
 * Runs `create` while no other connection of arq runs one for the same queue; each takes its turn by an exclusive queue.
 *
 * RabbitMQ enters a quorum queue into its tables before it starts the queue's Raft server. Whoever declares the queue in
 * between is told that it exists, and whoever then consumes it loses the whole connection (541), with the consumers of
 * other queues and all they have in hand. After a turn the queue is one that answers.
 *
 * @throws what `create` throws
 * @see https://github.com/rabbitmq/rabbitmq-server/pull/13625
 */
export async function inTurn(
  questions: Questions,
  queueName: string,
  create: () => Promise<void>,
): Promise<void> {
  const startedAtMs = performance.now()
  for (;;) {
    const turn = await takeTurn(questions, lockOf(queueName), create)
    if (turn === 'taken') return
    if (turn === 'impossible' || performance.now() - startedAtMs > TURN_LIMIT_MS) break
    await pause(ASK_AGAIN_MS)
  }
  await create()
}

/** `somebody else's`: nothing was created. `impossible`: nobody may declare the lock here, or it cannot serve. */
async function takeTurn(
  questions: Questions,
  lock: string,
  create: () => Promise<void>,
): Promise<'taken' | `somebody else's` | 'impossible'> {
  let created: PromiseSettledResult<void>
  try {
    created = await questions.ask(lock, async (channel) => {
      await channel.assertQueue(lock, LOCK)
      const [outcome] = await Promise.allSettled([create()])
      // Otherwise it ends with the connection.
      await channel.deleteQueue(lock).catch(() => undefined)
      return outcome
    })
  } catch (error) {
    if (isArqError(error)) throw error
    const isLocked = replyCodeOf(error) === LOCKED || error instanceof WordlessRefusal
    return isLocked ? `somebody else's` : 'impossible'
  }
  if (created.status === 'rejected') throw created.reason
  return 'taken'
}
