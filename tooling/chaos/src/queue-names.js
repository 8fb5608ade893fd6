export const QUEUE_NAME = 'chaos'

/** Where the transport puts dead letters of that queue. */
export const DEAD_LETTER_QUEUE = `${QUEUE_NAME}.dlq`
