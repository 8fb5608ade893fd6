import { SerializationError } from '../errors/settings-errors.js'
import { shownValue } from '../rules/shown-value.js'
import type { AnyTask } from '../task/task.js'
import { bindArguments, type RawArguments } from '../task/task-arguments.js'
import { texts } from '../texts/texts.js'
import type { Codec } from '../wire/codec.js'
import type { JsonProblem } from '../wire/json-safety.js'

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
    const arrived = codec.decode(encoded(name, codec, { args, kwargs })) as RawArguments
    bindArguments(task, arrived)
  }
  return { args, kwargs }
}

/**
 * Bytes of a job. A getter may give the codec another value than it gave the check.
 * @throws SerializationError `ARQ_ENCODE_FAILED`
 */
export function encoded(name: string, codec: Codec, value: unknown): Uint8Array {
  try {
    return codec.encode(value)
  } catch (cause) {
    throw cannotTravel(name, { path: 'args', problem: 'refused by the codec', cause })
  }
}

function findProblem(value: unknown, path: string, codec: Codec): JsonProblem | undefined {
  try {
    return codec.findProblem(value, path)
  } catch (cause) {
    return { path, problem: 'refused by the codec', cause }
  }
}

function cannotTravel(task: string, { path, problem, cause }: JsonProblem): SerializationError {
  return new SerializationError({
    code: 'ARQ_ENCODE_FAILED',
    text: texts.encodeFailed({ subject: `A job of ${task}`, path: shownPath(path), problem }),
    details: { task, path, problem },
    cause,
  })
}

/** The keys in a path are the caller's: they may be of any length, and have characters that no log should show. */
const shownPath = (path: string): string => (PLAIN_PATH.test(path) ? path : shownValue(path))

const PLAIN_PATH = /^[\w.[\]$-]{1,200}$/
