import type { ListedCronJob } from '@arq/admin'
import {
  type AnyTask,
  type Codec,
  countSchema,
  createConsoleLogger,
  durationSchema,
  durationToMs,
  type Logger,
  parseSettings,
  type PayloadCipher,
  portSchema,
  type ResultStore,
  type Transport,
} from '@arq/core'
import {
  functionSchema,
  loggerSchema,
  mustBe,
  payloadsSchema,
  portTexts,
  queueNameSchema,
  said,
} from '@arq/core/internal'
import * as v from 'valibot'

import type { ActView } from './contract/audit.js'
import { type Permission, PERMISSIONS } from './contract/session.js'
import type { Authorize } from './rights/access.js'
import { texts } from './texts.js'

/** A token that can be guessed is none. */
const SHORTEST_TOKEN = 16

const listSchema = <T>(isItem: (item: unknown) => boolean, message: ReturnType<typeof said>) =>
  v.custom<readonly T[]>((value) => Array.isArray(value) && value.every(isItem), message)

const isObject = (item: unknown): boolean =>
  (typeof item === 'object' && item !== null) || typeof item === 'function'

/** Every setting of a dashboard: its type, check, default and description. */
export const dashboardSettingsSchema = v.strictObject({
  transport: v.pipe(
    portSchema<Transport>(portTexts.aTransport(), 'acquire', 'publish', 'queueInfo'),
    v.description(
      'The way to the broker. The dashboard opens it when it is first asked, and closes it, unless you connected it yourself.',
    ),
  ),
  resultStore: v.pipe(
    v.optional(portSchema<ResultStore>(portTexts.aResultStore(), 'acquire', 'get', 'getMany')),
    v.description('That of your workers. Without it no job can be looked up.'),
  ),
  queues: v.pipe(
    v.optional(v.array(queueNameSchema), []),
    v.description(
      'Queues that are shown even while no worker takes from them. Others are found by their workers.',
    ),
  ),
  dlqName: v.pipe(
    v.optional(queueNameSchema),
    v.description('Where final failures of all queues go, when your workers have a `dlqName`.'),
  ),
  codecs: v.pipe(
    v.optional(listSchema<Codec>(isObject, said(texts.mustBeObjects())), []),
    v.description('Codecs of your workers, beside JSON: dead letters are read by them.'),
  ),
  encryption: v.pipe(
    v.optional(portSchema<PayloadCipher>(portTexts.anEncryption(), 'ready', 'has', 'seal', 'open')),
    v.description(
      'That of your workers: shows in the clear what jobs carry encrypted, and encrypts what the page enqueues. Without it a page says that it is encrypted, and with which key.',
    ),
  ),
  payloads: v.pipe(
    v.optional(payloadsSchema),
    v.description(
      'That of your workers, `{ store, thresholdBytes, keepFor }`: shows arguments and results that lie apart on the page of a job and of a dead letter. Lists only say how large they are.',
    ),
  ),
  tasks: v.pipe(
    v.optional(
      listSchema<AnyTask | string>(
        (item) => typeof item === 'string' || isObject(item),
        said(texts.mustBeTasks()),
      ),
      [],
    ),
    v.description(
      'Tasks that the page proposes to enqueue. Arguments of a task object are checked by its schema before they are sent.',
    ),
  ),
  cronJobs: v.pipe(
    v.optional(
      listSchema<ListedCronJob & CallableCronJob>(isObject, said(texts.mustBeObjects())),
      [],
    ),
    v.description('The `cronJobs` of your workers.'),
  ),
  redact: v.pipe(
    v.optional(v.array(v.string(mustBe.text)), []),
    v.description(
      'Places in arguments and results that nobody is shown, such as `args.0.card` or `result.*.token`. Values of secret names (`password`, `token`…) and passwords in URLs are hidden anyway.',
    ),
  ),
  authorize: v.pipe(
    v.optional(functionSchema<Authorize>()),
    v.description(
      'Says what a caller may do: `true`, a list of `view`, `act` and `enqueue`, or `{ user, permissions }`. Without it and without a `token` nobody may do anything.',
    ),
  ),
  token: v.pipe(
    v.optional(
      v.pipe(v.string(mustBe.text), v.minLength(SHORTEST_TOKEN, said(texts.tokenTooShort()))),
    ),
    v.description(
      'Whoever gives it may do what `permissions` says: in the login of the page, or as `Authorization: Bearer`. Give it to every process of one dashboard.',
    ),
    v.metadata({ env: 'ARQ_DASHBOARD_TOKEN' }),
  ),
  permissions: v.pipe(
    v.optional(
      v.custom<readonly Permission[]>(
        (value) =>
          Array.isArray(value) &&
          value.every((item) => PERMISSIONS.some((permission) => permission === item)),
        said(texts.mustBePermissions()),
      ),
      PERMISSIONS,
    ),
    v.description(
      "The most that anybody may do, whatever `authorize` says. `['view']`: nothing can be changed.",
    ),
  ),
  prefix: v.pipe(
    v.optional(
      v.pipe(v.string(mustBe.text), v.regex(/^(?:\/.*[^/])?$/, said(texts.mustBePrefix()))),
      '',
    ),
    v.description(
      'Where it is mounted, such as `/arq`, when the server does not take that off the path itself.',
    ),
  ),
  traceUrl: v.pipe(
    v.optional(
      v.pipe(
        v.string(mustBe.text),
        v.regex(
          /^https?:\/\/\S*\{traceId\}\S*$/i,
          said(texts.mustBeTraceUrl({ placeholder: '{traceId}' })),
        ),
      ),
    ),
    v.description(
      'Where a trace is shown, such as `https://tempo.example.com/trace/{traceId}`: makes the trace id of a job a link.',
    ),
  ),
  refreshEvery: v.pipe(
    v.optional(durationSchema, '2s'),
    v.description('How often queues and workers are looked at while somebody watches.'),
    v.metadata({ unit: 'duration' }),
  ),
  sampleEvery: v.pipe(
    v.optional(durationSchema, '5s'),
    v.description('The time between two moments of the charts.'),
    v.metadata({ unit: 'duration' }),
  ),
  bodyLimit: v.pipe(
    v.optional(countSchema(1), 1_048_576),
    v.description('The most bytes of the body of a request.'),
    v.metadata({ unit: 'bytes' }),
  ),
  onAct: v.pipe(
    v.optional(functionSchema<(act: ActView) => void>()),
    v.description('Told of every act, done or refused: your audit log.'),
  ),
  logger: v.pipe(
    v.optional(loggerSchema, () => createConsoleLogger({ level: 'warn' })),
    v.description(
      'Where acts (level `info`) and troubles go. Absent: the console, from level `warn` on.',
    ),
  ),
})

/** What a cron job is called with, when it is to come now. */
export interface CallableCronJob {
  readonly task: AnyTask
  readonly args: readonly unknown[] | Readonly<Record<string, unknown>>
}

/** What `createDashboard` takes. */
export type DashboardSettings = v.InferInput<typeof dashboardSettingsSchema>

type Parsed = v.InferOutput<typeof dashboardSettingsSchema>

/** Complete, with every duration in milliseconds. */
export type ResolvedSettings = Omit<Parsed, 'refreshEvery' | 'sampleEvery' | 'logger'> & {
  readonly logger: Logger
  readonly refreshMs: number
  readonly sampleMs: number
}

/** @throws ConfigurationError naming each wrong key */
export function resolveSettings(settings: DashboardSettings): ResolvedSettings {
  const { refreshEvery, sampleEvery, ...rest } = parseSettings(
    'Dashboard settings',
    dashboardSettingsSchema,
    settings,
  )
  return {
    ...rest,
    refreshMs: Math.max(durationToMs(refreshEvery, 'refreshEvery'), 250),
    sampleMs: Math.max(durationToMs(sampleEvery, 'sampleEvery'), 250),
  }
}
