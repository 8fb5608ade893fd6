import type { ThreadContext } from '@arq/core'

declare function countPrimes(ctx: ThreadContext<object>, below: number): number
// oxlint-disable-next-line import/no-default-export -- the export that a task takes when it names none
export default countPrimes

export declare function describeContext(ctx: ThreadContext<{ region: string }>): {
  readonly jobId: string
  readonly startTime: Date
}
