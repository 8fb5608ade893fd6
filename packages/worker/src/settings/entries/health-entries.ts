import { countSchema, durationSchema, type MetricsSource, portSchema } from '@arq/core'
import { mustBe } from '@arq/core/internal'
import * as v from 'valibot'

import { texts } from '../../texts.js'

const HIGHEST_PORT = 65_535

/** The health endpoint. */
export const healthEntries = {
  healthEndpointPort: v.pipe(
    v.optional(countSchema(0, HIGHEST_PORT)),
    v.description(
      'Port of the health endpoint: HTTP with `/livez`, `/readyz`, `/health` and `/metrics`, from start to stop. Absent: none. 0: any free port, which the log and `worker.healthEndpoint` name.',
    ),
    v.metadata({ unit: 'port', env: 'ARQ_HEALTH_ENDPOINT_PORT' }),
  ),
  healthEndpointHost: v.pipe(
    v.optional(v.pipe(v.string(mustBe.text), v.nonEmpty(mustBe.notEmpty)), '127.0.0.1'),
    v.description(
      'Address that the health endpoint listens on. As it asks for no password, only this machine reaches it by default; in a container give `0.0.0.0`, so that the probes of the platform do.',
    ),
    v.metadata({ env: 'ARQ_HEALTH_ENDPOINT_HOST' }),
  ),
  healthCheckInterval: v.pipe(
    v.optional(durationSchema, 60),
    v.description(
      'How often a line in the log says what the worker has done so far and how many jobs wait, when that has changed. 0: never.',
    ),
    v.metadata({ unit: 'duration', source: 'arq: health_check_interval' }),
  ),
  metrics: v.pipe(
    v.optional(portSchema<MetricsSource>(texts.aMetricsSource(), 'collect')),
    v.description('What the health endpoint serves as `/metrics`. Absent: 404.'),
  ),
}
