import type { AllocationStrategy } from '../assignment/allocation-strategy.js'
import type { ConsumerContext } from '../consumer/consumer-context.js'
import { ConsumerEngine } from '../consumer/consumer-engine.js'
import { chooseStrategy, createOffsetStore } from '../consumer/create-context.js'
import { NO_LOCKS } from '../consumer/no-locks.js'
import type { ConsumeManner } from '../consumer/running-info.js'
import type { OffsetStore } from '../offsets/offset-store.js'
import { PolledConsumption } from './polled-consumption.js'
import type { ResolvedPullConsumerSettings } from './pull-consumer-settings.js'

/** How a pull consumer consumes, as administrators are told. */
export const PULL_MANNER: ConsumeManner = {
  consumeType: 'CONSUME_ACTIVELY',
  isOrderly: false,
  autoCommit: false,
  concurrency: 1,
}

/** What a user may bring along. */
interface GivenParts {
  readonly allocation?: AllocationStrategy | undefined
  readonly offsetStore?: OffsetStore | undefined
}

/**
 * What runs in a pull consumer: messages wait until they are polled.
 * @param assigned the queues that were assigned by hand, if any were: they go before the group's strategy
 */
export function pullEngine(
  context: ConsumerContext<ResolvedPullConsumerSettings>,
  { allocation, offsetStore }: GivenParts,
  assigned: () => AllocationStrategy | undefined,
): ConsumerEngine<PolledConsumption> {
  const shared = chooseStrategy(context.settings, allocation)
  return new ConsumerEngine({
    context,
    offsetStore: offsetStore ?? createOffsetStore(context),
    strategy: shared && {
      name: shared.name,
      allocate: (question) => (assigned() ?? shared).allocate(question),
    },
    consumeType: PULL_MANNER.consumeType,
    setUp: (watch) => ({
      consumption: new PolledConsumption(watch),
      ownership: NO_LOCKS,
      isSpanLimited: true,
      expiryCheckMs: undefined,
    }),
  })
}
