import { said } from '@arq/core/internal'
import * as v from 'valibot'

import { isRawQueue, type RawQueue } from '../../raw-queue/consume-raw.js'
import { texts } from '../../texts.js'

/** Queues that are not arq's. */
export const rawEntries = {
  raw: v.pipe(
    v.optional(
      v.array(
        v.custom<RawQueue>(isRawQueue, said(texts.mustBeRawQueue())),
        said(texts.mustBeRawQueues()),
      ),
      [],
    ),
    v.description(
      'Existing queues of others, whose messages run through tasks as they are: see `consumeRaw`. With `functions: []`, and neither `queueName`, `queues` nor `cronJobs`, the worker consumes nothing else.',
    ),
    v.metadata({ source: 'RabbitMQ dead lettering guide' }),
  ),
}
