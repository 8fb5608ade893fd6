import { createHash } from 'node:crypto'

import { isArqError } from '@arq/core'
import { pause } from '@arq/core/internal'
import type { Channel } from 'amqplib'

import { replyCodeOf } from '../amqp-errors.js'

/** What a turn needs of `BrokerQuestions`. */
interface Questions {
  isPlain(name: string): boolean
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
 * other queues and all they have in hand. After a turn the queue is one that answers. A virtual host whose name has letters
 * beyond ASCII goes without: there a refusal may cost the connection.
 *
 * @throws what `create` throws
 * @see https://github.com/rabbitmq/rabbitmq-server/pull/13625
 */
export async function inTurn(
  questions: Questions,
  queueName: string,
  create: () => Promise<void>,
): Promise<void> {
  const lock = lockOf(queueName)
  const isTaken = questions.isPlain(lock) && (await take(questions, lock))
  try {
    await create()
  } finally {
    // Where that fails it ends with the connection.
    if (isTaken) {
      await questions.ask(lock, (channel) => channel.deleteQueue(lock)).catch(() => undefined)
    }
  }
}

/** @returns whether it is ours; false also where the user may not declare it */
async function take(questions: Questions, lock: string): Promise<boolean> {
  const startedAtMs = performance.now()
  for (;;) {
    try {
      await questions.ask(lock, (channel) => channel.assertQueue(lock, LOCK))
      return true
    } catch (error) {
      if (isArqError(error)) throw error
      const isOverdue = performance.now() - startedAtMs > TURN_LIMIT_MS
      if (replyCodeOf(error) !== LOCKED || isOverdue) return false
    }
    await pause(ASK_AGAIN_MS)
  }
}
