import type { RedisClient } from './redis-client.js'
import type { RedisKeys } from './redis-keys.js'
import { FIRST_ENDS_SCRIPT } from './scripts/first-ends-script.js'
import { WRITE_SCRIPT } from './scripts/write-script.js'
import { callScript } from './write-call.js'
import { toScriptArguments, type WriteCommand } from './write-command.js'

export interface SendWritesOptions {
  readonly keys: RedisKeys
  readonly maxIdsPerQueue: number
}

/** How a text begins that says of duplicates, see `encodeJobRecord`. */
const COUNTED = '{"duplicate_runs"'

/**
 * Sends writes in one round trip, an answer for each, in order. Most are the ends of jobs that have no record yet: those
 * go by the short script. Where it finds something, the whole script decides, in a second round trip.
 */
export async function sendWrites(
  client: RedisClient,
  commands: readonly WriteCommand[],
  options: SendWritesOptions,
): Promise<readonly string[]> {
  const ttl = commands.find((command) => isFirstEnd(command, options.keys))?.ttl
  const mayBeShort = (command: WriteCommand): boolean =>
    command.ttl === ttl && isFirstEnd(command, options.keys)
  // Writes of one job keep their order, so they go the same way.
  const whole = new Set(commands.filter((each) => !mayBeShort(each)).map(({ jobId }) => jobId))
  const isShort = (command: WriteCommand): boolean =>
    mayBeShort(command) && !whole.has(command.jobId)
  const short = commands.filter(isShort)
  if (ttl === undefined || short.length === 0) return sendWhole(client, commands, options)
  const rest = commands.filter((command) => !isShort(command))
  const [written, ofRest] = await Promise.all([
    sendFirstEnds(client, short, { keys: options.keys, ttl }),
    rest.length > 0 ? sendWhole(client, rest, options) : [],
  ])
  const contested = short.filter((_command, index) => written[index] !== 1)
  const ofContested = contested.length > 0 ? await sendWhole(client, contested, options) : []
  const answers = { rest: ofRest.values(), contested: ofContested.values() }
  let at = 0
  return commands.map((command) => {
    if (!isShort(command)) return answers.rest.next().value ?? ''
    return written[at++] === 1 ? 'applied' : (answers.contested.next().value ?? '')
  })
}

/** Whether a write needs no more than a place where nothing stands: nobody counts, indexes or reads anything for it. */
export const isFirstEnd = (
  { kind, ttl, detail = '', text }: WriteCommand,
  { layout }: RedisKeys,
): boolean =>
  layout === 'lean' &&
  kind === 'uncontested' &&
  detail === '' &&
  ttl !== '0' &&
  ttl !== 'forever' &&
  !text.startsWith(COUNTED)

async function sendFirstEnds(
  client: RedisClient,
  commands: readonly WriteCommand[],
  { keys, ttl }: { readonly keys: RedisKeys; readonly ttl: string },
): Promise<readonly unknown[]> {
  const values = [keys.prefix, ttl]
  for (const { jobId, text } of commands) values.push(jobId, text)
  return callScript<unknown>(client, FIRST_ENDS_SCRIPT, values)
}

const sendWhole = (
  client: RedisClient,
  commands: readonly WriteCommand[],
  { keys, maxIdsPerQueue }: SendWritesOptions,
): Promise<readonly string[]> =>
  callScript(client, WRITE_SCRIPT, toScriptArguments(commands, keys, maxIdsPerQueue))
