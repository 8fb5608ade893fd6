import type { Text } from '@arq/core'

import type { Evidence } from './evidence.js'
import type { Finding } from './finding.js'

/** One thing to judge. A new one is a file in `checks/` and its name in `checks.ts`. */
export interface Check {
  /** What it cannot tell without RabbitMQ's management API, in a few words. */
  readonly withoutManagement?: Text
  /** Nothing when it does not concern what was looked at. Pure. */
  judge(evidence: Evidence): readonly Finding[]
}
