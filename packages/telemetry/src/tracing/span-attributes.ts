import type { Attributes } from '@opentelemetry/api'

interface TracedJob {
  readonly system: string
  readonly operation: 'send' | 'process'
  readonly queueName: string
  readonly jobId: string
  readonly taskName: string
}

/** By the semantic conventions for messaging; what they have no word for is `arq.*`. */
export const spanAttributes = (job: TracedJob): Attributes => ({
  'messaging.system': job.system,
  'messaging.operation.name': job.operation,
  'messaging.operation.type': job.operation,
  'messaging.destination.name': job.queueName,
  'messaging.message.id': job.jobId,
  'arq.task': job.taskName,
})

/** Low in number, as names of spans have to be. */
export const spanName = ({ operation, queueName }: TracedJob): string => `${operation} ${queueName}`
