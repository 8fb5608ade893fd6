import * as v from 'valibot'

import type { OffloadingSettings } from '../payloads/offloading.js'
import { payloadTexts } from '../payloads/payload-texts.js'
import type { PayloadCipher } from '../ports/payload-cipher.js'
import type { PayloadStore } from '../ports/payload-store.js'
import { portTexts } from '../ports/port-texts.js'
import { mustBe, said } from '../rules/must-be.js'
import { durationToMs, lifetimeToMs } from '../settings/duration-to-ms.js'
import {
  countSchema,
  durationSchema,
  functionSchema,
  lifetimeSchema,
  portSchema,
} from '../settings/settings.js'
import type { Lifetime } from '../time/lifetime.js'
import { type Codec, jsonCodec } from '../wire/codec.js'
import { enqueueTexts } from './enqueue-texts.js'
import type { OnEnqueue } from './on-enqueue.js'

/** Smaller bodies hardly shrink, and gzip takes longer than sending them. */
const COMPRESSION_THRESHOLD_BYTES = 8 * 1024

const compressionSchema = v.union(
  [v.boolean(), v.strictObject({ thresholdBytes: countSchema(1) })],
  said(enqueueTexts.mustBeCompression({ object: '{ thresholdBytes }' })),
)

/** A reference to a payload has some 200 bytes. */
const SMALLEST_THRESHOLD_BYTES = 1024
/** Far below what brokers take, and above what most jobs carry. */
const OFFLOAD_THRESHOLD_BYTES = 256 * 1024

/** Where large arguments and results lie: of clients, workers and the dashboard. */
export const payloadsSchema = v.strictObject(
  {
    store: v.pipe(
      portSchema<PayloadStore>(payloadTexts.aPayloadStore(), 'ready', 'put', 'get', 'delete'),
      v.description(
        'Where they lie: `filePayloads(folder)`, `s3Payloads()` of `@arq/result-s3`, `resultStorePayloads(store)`, or your own.',
      ),
    ),
    thresholdBytes: v.pipe(
      v.optional(countSchema(SMALLEST_THRESHOLD_BYTES), OFFLOAD_THRESHOLD_BYTES),
      v.description('Arguments and results of more bytes than this, as they are sent, lie apart.'),
      v.metadata({ unit: 'bytes' }),
    ),
    keepFor: v.pipe(
      v.optional(durationSchema, '7d'),
      v.description(
        'How long arguments are kept beyond the last moment at which their job may start: as long as its dead letter can be redriven.',
      ),
      v.metadata({ unit: 'duration' }),
    ),
  },
  said(payloadTexts.mustBePayloads({ object: '{ store, thresholdBytes, keepFor }' })),
)

/** Shorter than a publish takes, a lease would free an id whose job is being sent. */
const SHORTEST_LEASE_MS = 1000

const leaseSchema = v.pipe(
  durationSchema,
  v.check(
    (lease) => durationToMs(lease, 'claimLease') >= SHORTEST_LEASE_MS,
    said(enqueueTexts.leaseTooShort()),
  ),
)

/** How jobs are enqueued: the same settings for a client, and for the tasks and hooks of a worker (`ctx.client`). */
export const enqueueEntries = {
  expires: v.pipe(
    v.optional(durationSchema, '24h'),
    v.description(
      'How long after it became due a job may still be started. After that a worker ends it as failed with `ARQ_JOB_EXPIRED`. A call may set its own.',
    ),
    v.metadata({ unit: 'duration', source: 'arq: expires_extra_ms is a day' }),
  ),
  trackQueued: v.pipe(
    v.optional(v.boolean(mustBe.flag), true),
    v.description(
      'Writes a record for every job when it is enqueued, so that `job.status()` answers before the job starts. `false` saves one write per job.',
    ),
  ),
  claimLease: v.pipe(
    v.optional(leaseSchema, '60s'),
    v.description(
      'How long a `jobId` stays taken when the process that was sending its job dies. Another call with that id waits as long, then it sends the job, as the same one.',
    ),
    v.metadata({ unit: 'duration', source: 'longer than a restart of that process takes' }),
  ),
  enableCompression: v.pipe(
    v.optional(compressionSchema, false),
    v.description(
      'Compresses bodies by gzip: `true` those of at least 8 KiB, an object those of at least `thresholdBytes`. Workers of ours and of the Python library read both.',
    ),
    v.metadata({ unit: 'bytes' }),
  ),
  codec: v.pipe(
    v.optional(portSchema<Codec>(portTexts.aCodec(), 'encode', 'decode', 'findProblem'), jsonCodec),
    v.description(
      'How jobs become bytes. The workers that run them need the same codec, or the job goes to the dead letter queue.',
    ),
  ),
  encryption: v.pipe(
    v.optional(portSchema<PayloadCipher>(portTexts.anEncryption(), 'ready', 'has', 'seal', 'open')),
    v.description(
      'Encrypts arguments, results, errors, progress and logs of jobs: see `encryption()`. A worker reads with it what clients encrypted; a job whose key it does not have waits, and is not lost.',
    ),
  ),
  payloads: v.pipe(
    v.optional(payloadsSchema),
    v.description(
      'Keeps arguments and results of more than 256 KiB in a payload store, `{ store, thresholdBytes, keepFor }`, and sends where they lie. Clients, workers and readers need the same store; a job whose payload a worker cannot fetch waits, and is not lost.',
    ),
  ),
  onEnqueue: v.pipe(
    v.optional(functionSchema<OnEnqueue>()),
    v.description(
      'Called for each job before it is sent. It may add headers, and refuses the job by throwing. It must not be async.',
    ),
  ),
}

const enqueueSettingsSchema = v.object({ ...enqueueEntries, jobResultTtl: lifetimeSchema })

/** What {@link enqueueEntries} give, and how long records are kept. */
type EnqueueSettings = v.InferOutput<typeof enqueueSettingsSchema>

/** The same with every duration in milliseconds. */
export interface ResolvedEnqueueSettings {
  readonly codec: Codec
  /** Absent: jobs are sent in the clear. */
  readonly encryption?: PayloadCipher | undefined
  /** Absent: whatever its size, it travels with the message. */
  readonly payloads?: OffloadingSettings | undefined
  readonly onEnqueue: OnEnqueue | undefined
  readonly expiresMs: number
  readonly tracksQueued: boolean
  readonly claimLeaseMs: number
  /** Absent: nothing is compressed. */
  readonly compressAboveBytes: number | undefined
  /** How long an ended job's record is kept. */
  readonly resultTtl: Lifetime
}

export function resolveEnqueueSettings(settings: EnqueueSettings): ResolvedEnqueueSettings {
  const { codec, encryption, payloads, onEnqueue } = settings
  const { expires, trackQueued, claimLease, enableCompression } = settings
  return {
    codec,
    encryption,
    payloads: payloads && {
      store: payloads.store,
      thresholdBytes: payloads.thresholdBytes,
      keepForMs: durationToMs(payloads.keepFor, 'payloads.keepFor'),
    },
    onEnqueue,
    expiresMs: durationToMs(expires, 'expires'),
    tracksQueued: trackQueued,
    claimLeaseMs: durationToMs(claimLease, 'claimLease'),
    compressAboveBytes: compressionThreshold(enableCompression),
    resultTtl: lifetimeToMs(settings.jobResultTtl, 'jobResultTtl'),
  }
}

function compressionThreshold(setting: EnqueueSettings['enableCompression']): number | undefined {
  if (setting === false) return undefined
  return setting === true ? COMPRESSION_THRESHOLD_BYTES : setting.thresholdBytes
}
