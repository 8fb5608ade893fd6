const SUFFIX = '.dlq'

/** The queue that final failures of a queue go to. */
export const deadLetterQueueNameOf = (queueName: string): string => `${queueName}${SUFFIX}`

export const isDeadLetterQueueName = (queueName: string): boolean => queueName.endsWith(SUFFIX)
