import { Retry, task, type Transport } from '@arq/core'

/** What a payment service may answer. */
export interface PaymentService {
  readonly charge: (order: string) => Promise<'paid' | 'busy' | 'refused'>
}

/** `busy` goes away by itself: run again, at most twice more. `refused` does not: the job fails and is parked. */
export const createChargeTask = (payments: PaymentService) =>
  task({
    name: 'charge',
    maxRetries: 2,
    run: async (ctx, order: string) => {
      const answer = await payments.charge(order)
      if (answer === 'busy') throw new Retry({ defer: '100ms' })
      if (answer === 'refused') throw new Error(`payment of ${order} was refused`)
      return { order, attempts: ctx.jobTry }
    },
  })

/** A job that failed for good, as it lies in the dead letter queue. */
export interface ParkedJob {
  readonly jobId: string
  readonly error: string
  /** The job as it was sent. */
  readonly job: unknown
}

/** Takes the next parked job of a queue. It is gone from there once `handle` has returned. */
export async function takeParkedJob(
  transport: Transport,
  queueName: string,
  handle: (parked: ParkedJob) => void,
): Promise<void> {
  const dlq = transport.deadLetterQueueOf(queueName)
  let taken = (): void => undefined
  const done = new Promise<void>((resolve) => (taken = resolve))
  const subscription = await transport.consume(dlq, { prefetch: 1 }, (delivery) => {
    const { headers, body } = delivery
    handle({
      jobId: String(headers['x-job-id']),
      error: String(headers['x-error-message']),
      job: JSON.parse(Buffer.from(body).toString('utf8')),
    })
    delivery.ack()
    taken()
  })
  await done
  await subscription.close()
}
