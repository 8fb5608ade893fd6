type ArgumentValue = string | number

/**
 * `x-delivery-limit` of a quorum queue whose messages may be given back without end: the largest number that RabbitMQ
 * takes there. 3.x refuses RabbitMQ 4's own word for none, -1; the default of 4.x is 20.
 */
export const NO_DELIVERY_LIMIT = 2_147_483_647

/** A queue as it is to be declared. */
export interface QueueSpec {
  readonly name: string
  readonly arguments: Readonly<Record<string, ArgumentValue>>
  /** Absent: durable, for every connection, and there until somebody deletes it. */
  readonly flags?: QueueFlags
  /** Declared before it, so that a dead letter never meets a missing target. */
  readonly deadLetterQueue?: QueueSpec
  /** Somebody else's: taken as it is, never declared. Its arguments are not known. */
  readonly isForeign?: boolean
}

/** AMQP 0-9-1 §1.7.2.1: what a queue is beside its arguments. */
export interface QueueFlags {
  readonly durable: boolean
  readonly exclusive: boolean
  readonly autoDelete: boolean
}
