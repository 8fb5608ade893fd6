/** A child of a job, and how it ended. */
export interface FlowChild<R = unknown> {
  readonly jobId: string
  /** Name of its task. */
  readonly task: string
  /** Its place among the children, from 0. */
  readonly place: number
  readonly status: 'completed' | 'failed' | 'aborted'
  /** What it returned; `undefined` of one that has not completed. */
  readonly result: R | undefined
  /** `Name: message` of its error. */
  readonly error: string | undefined
  readonly errorCode: string | undefined
}

/** The children of the job that runs, in their order: `ctx.children()`. Nothing is read before it is asked for. */
export interface FlowChildren<R = unknown> extends AsyncIterable<FlowChild<R>> {
  /**
   * The results of all of them, in their order.
   * @throws ChildFailed `ARQ_JOB_CHILD_FAILED` when one has not completed: iterate to see which have
   */
  results(): Promise<R[]>
}
