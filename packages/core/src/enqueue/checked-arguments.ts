import type { SerializationError } from '../errors/settings-errors.js'
import { JobSeal, type Sealing } from '../payloads/job-seal.js'
import type { Offloading } from '../payloads/offloading.js'
import type { PayloadContent } from '../payloads/payload-access.js'
import type { AnyTask } from '../task/task.js'
import { bindArguments, type RawArguments } from '../task/task-arguments.js'
import { renderText } from '../texts/text.js'
import { wireTexts } from '../texts/wire-texts.js'
import type { Codec } from '../wire/codec.js'
import type { JobMessage } from '../wire/job-message.js'
import type { JsonProblem } from '../wire/json-safety.js'
import { notCarried } from '../wire/not-carried.js'
import { writeJob, type WrittenJob } from '../wire/written-job.js'

/**
 * The arguments to send: what the codec carries, and what the task's schema takes after the trip.
 * @throws SerializationError `ARQ_ENCODE_FAILED` naming the path; InvalidArguments naming the argument
 */
export function checkArguments(
  name: string,
  task: AnyTask | undefined,
  { args, kwargs }: RawArguments,
  codec: Codec,
): RawArguments {
  const problem = findProblem(args, 'args', codec) ?? findProblem(kwargs, 'kwargs', codec)
  if (problem) throw cannotTravel(name, problem)
  if (task && (task.input || task.params)) {
    // Checked as it will arrive: a Date is a text by then. A codec gives back the shape it was given.
    const arrived = codec.decode(
      encoded(name, () => codec.encode({ args, kwargs })),
    ) as RawArguments
    bindArguments(task, arrived)
  }
  return { args, kwargs }
}

/**
 * A job as it is sent. A getter may give the codec another value than it gave the check.
 * @throws SerializationError `ARQ_ENCODE_FAILED`
 */
const encodedJob = (message: JobMessage, codec: Codec): WrittenJob =>
  encoded(message.function, () => writeJob(message, codec))

/**
 * The job with its arguments encrypted.
 * @throws SerializationError `ARQ_ENCODE_FAILED`
 */
const sealedJob = (message: JobMessage, codec: Codec, sealing: Sealing): JobMessage =>
  encoded(message.function, () => ({
    ...message,
    ...new JobSeal(message, sealing).arguments(message, codec),
  }))

/** A job as it is sent, and what has to be put into the payload store before. */
interface PreparedJob extends WrittenJob {
  readonly message: JobMessage
  readonly payload: PayloadContent | undefined
}

/**
 * The job as it is sent: encrypted, encoded, and if it is large with its arguments apart.
 * @throws SerializationError `ARQ_ENCODE_FAILED`
 */
export function preparedJob(
  plain: JobMessage,
  { codec, sealing, offloading }: Preparing,
): PreparedJob {
  const message = sealing ? sealedJob(plain, codec, sealing) : plain
  const { body, sent } = encodedJob(message, codec)
  const whole = { message, body, sent, payload: undefined }
  if (!offloading?.isLarge(body)) return whole
  const offloaded = encoded(plain.function, () => offloading.arguments(message, codec))
  const { payload } = offloaded
  if (!payload) return whole
  const small = { ...message, ...offloaded.sent }
  return { ...encodedJob(small, codec), message: small, payload }
}

/** How a job is made ready to be sent. */
export interface Preparing {
  readonly codec: Codec
  /** Absent: it is sent in the clear. */
  readonly sealing?: Sealing | undefined
  /** Absent: its arguments travel with it, whatever their size. */
  readonly offloading?: Offloading | undefined
}

function encoded<T>(name: string, encode: () => T): T {
  try {
    return encode()
  } catch (cause) {
    throw cannotTravel(name, refused('args', cause))
  }
}

function findProblem(value: unknown, path: string, codec: Codec): JsonProblem | undefined {
  try {
    return codec.findProblem(value, path)
  } catch (cause) {
    return refused(path, cause)
  }
}

const refused = (path: string, cause: unknown): JsonProblem => {
  const text = wireTexts.refusedByCodec()
  return { path, problem: renderText(text), text, cause }
}

const cannotTravel = (task: string, problem: JsonProblem): SerializationError =>
  notCarried(wireTexts.aJob({ task }), problem, { task })
