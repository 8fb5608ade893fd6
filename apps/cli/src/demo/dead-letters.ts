import type { Transport } from '@arq/core'

/** What a dead letter says about its job. */
export interface DeadLetter {
  readonly jobId: string
  readonly error: string
}

/** How long to wait for the next one before it is missing. */
const PATIENCE_MS = 5000

/** Takes `count` dead letters out of the queue, or as many as come. */
export async function takeDeadLetters(
  transport: Transport,
  queueName: string,
  count: number,
): Promise<readonly DeadLetter[]> {
  const taken: DeadLetter[] = []
  let wake = (): void => undefined
  const subscription = await transport.consume(
    transport.deadLetterQueueOf(queueName),
    { prefetch: 100 },
    (delivery) => {
      const { headers } = delivery
      const error = `${text(headers['x-error-type'])}: ${text(headers['x-error-message'])}`
      taken.push({ jobId: text(headers['x-job-id']), error })
      delivery.ack()
      wake()
    },
  )
  while (taken.length < count) {
    const before = taken.length
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, PATIENCE_MS)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    if (taken.length === before) break
  }
  await subscription.close()
  return taken
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '?')
