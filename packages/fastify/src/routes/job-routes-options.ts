import type { Enqueueable } from '@arq/client'
import { countSchema, type Duration, durationSchema, durationToMs, parseSettings } from '@arq/core'
import { functionSchema, mustBe, said } from '@arq/core/internal'
import * as v from 'valibot'

import { texts } from '../texts.js'
import type { Authorize } from './authorize.js'
import { OfferedTasks } from './offered-tasks.js'

/** Every option of the routes: type, default, check and description. */
export const jobRoutesSchema = v.strictObject({
  authorize: v.pipe(
    v.optional(functionSchema<Authorize>()),
    v.description(
      'Called with the request and what it wants to do, before anything is looked up or sent: whether that is allowed. Absent: nothing is, and each route answers 403.',
    ),
  ),
  tasks: v.pipe(
    v.optional(
      v.array(
        v.custom<Enqueueable>(() => true),
        said(texts.mustBeTasks()),
      ),
      [],
    ),
    v.description(
      'What may be enqueued: tasks, whose schemas are then checked before anything is sent, or names of tasks. Any other name is answered by 404.',
    ),
  ),
  prefix: v.pipe(
    v.optional(
      v.pipe(v.string(mustBe.text), v.regex(/^(?:\/.*[^/])?$/, said(texts.mustBePrefix()))),
      '',
    ),
    v.description('Stands before the paths: `/api` makes it `POST /api/jobs`.'),
  ),
  bodyLimit: v.pipe(
    v.optional(countSchema(1), 65_536),
    v.description('The largest body of `POST /jobs`. Larger ones are answered by 413.'),
    v.metadata({ unit: 'bytes' }),
  ),
  heartbeat: v.pipe(
    v.optional(durationSchema, '15s'),
    v.description(
      'A stream of events in which nothing happens says a word this often, so that proxies keep it open.',
    ),
    v.metadata({ unit: 'duration' }),
  ),
})

/** How the routes are opened. */
export interface JobRoutesOptions {
  /** Whether this caller may do this. Absent: nothing is allowed, and each route answers 403. */
  readonly authorize?: Authorize
  /** What may be enqueued: tasks, or their names. */
  readonly tasks?: readonly Enqueueable[]
  /** Stands before the paths. @defaultValue none */
  readonly prefix?: string
  /** The largest body of `POST /jobs`, bytes. @defaultValue 65,536 */
  readonly bodyLimit?: number
  /** How often a silent stream of events says a word. @defaultValue 15 s */
  readonly heartbeat?: Duration
}

export interface ResolvedRoutes {
  readonly authorize: Authorize | undefined
  readonly tasks: OfferedTasks
  readonly prefix: string
  readonly bodyLimit: number
  readonly heartbeatMs: number
}

/** @throws ConfigurationError naming each wrong key */
export function resolveRoutes(options: JobRoutesOptions): ResolvedRoutes {
  const { heartbeat, tasks, authorize, prefix, bodyLimit } = parseSettings(
    'routes of @arq/fastify',
    jobRoutesSchema,
    options,
  )
  const heartbeatMs = durationToMs(heartbeat, 'heartbeat')
  return { authorize, prefix, bodyLimit, heartbeatMs, tasks: new OfferedTasks(tasks) }
}
