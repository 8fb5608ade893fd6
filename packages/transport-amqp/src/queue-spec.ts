type ArgumentValue = string | number

/** A queue as it is to be declared; every queue of ours is durable. */
export interface QueueSpec {
  readonly name: string
  readonly arguments: Readonly<Record<string, ArgumentValue>>
  /** Declared before it, so that a dead letter never meets a missing target. */
  readonly deadLetterQueue?: QueueSpec
}
