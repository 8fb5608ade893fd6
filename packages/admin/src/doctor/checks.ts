import type { Check } from './check.js'
import { brokerCheck } from './checks/broker.js'
import { clockCheck } from './checks/clock.js'
import { consumerTimeoutCheck } from './checks/consumer-timeout.js'
import { deadLetterTimeoutCheck } from './checks/dead-letter-timeout.js'
import { deadLettersCheck } from './checks/dead-letters.js'
import { delayMechanismCheck } from './checks/delay-mechanism.js'
import { managementCheck } from './checks/management.js'
import { moversCheck } from './checks/movers.js'
import { outboxCheck } from './checks/outbox.js'
import { parkedResultsCheck } from './checks/parked-results.js'
import { queuesCheck } from './checks/queues.js'
import { redisLayoutCheck } from './checks/redis-layout.js'
import { redisMemoryCheck } from './checks/redis-memory.js'
import { redisPersistenceCheck } from './checks/redis-persistence.js'
import { redisRightsCheck } from './checks/redis-rights.js'
import { resultStoreCheck } from './checks/result-store.js'
import { s3GuardsCheck } from './checks/s3-guards.js'
import { s3LifecycleCheck } from './checks/s3-lifecycle.js'
import { stuckLettersCheck } from './checks/stuck-letters.js'
import { undeliverableCheck } from './checks/undeliverable.js'

const OTHERS: readonly Check[] = [
  clockCheck,
  delayMechanismCheck,
  deadLetterTimeoutCheck,
  stuckLettersCheck,
  moversCheck,
  undeliverableCheck,
  queuesCheck,
  consumerTimeoutCheck,
  deadLettersCheck,
  parkedResultsCheck,
  resultStoreCheck,
  redisRightsCheck,
  redisMemoryCheck,
  redisPersistenceCheck,
  redisLayoutCheck,
  s3GuardsCheck,
  s3LifecycleCheck,
  outboxCheck,
]

/** What `arq doctor` judges, in the order in which it says it. */
export const CHECKS: readonly Check[] = [brokerCheck, managementCheck(OTHERS), ...OTHERS]
