import type { RedisClient } from './redis-client.js'
import type { RedisKeys } from './redis-keys.js'
import { FIRST_ENDS_SCRIPT } from './scripts/first-ends-script.js'
import { QUEUED_ENDS_SCRIPT } from './scripts/queued-ends-script.js'
import { WRITE_SCRIPT } from './scripts/write-script.js'
import { callScript } from './write-call.js'
import { toScriptArguments, type WriteCommand } from './write-command.js'
import { wayOf, type WriteWay } from './write-way.js'

export interface SendWritesOptions {
  readonly keys: RedisKeys
  readonly maxIdsPerQueue: number
}

/** The writes of one call of a short script. They share a time to live. */
interface ShortWrites {
  readonly commands: readonly WriteCommand[]
  readonly prefix: string
  readonly ttl: string
}

/**
 * Sends writes in one round trip, an answer for each, in order. Most are ends that go by a short script. Where that finds
 * something it does not expect, the whole script decides, in a second round trip.
 */
export async function sendWrites(
  client: RedisClient,
  commands: readonly WriteCommand[],
  options: SendWritesOptions,
): Promise<readonly string[]> {
  const { ways, ttl } = waysOf(commands, options.keys)
  const { prefix } = options.keys
  const inWay = (way: WriteWay): readonly WriteCommand[] =>
    commands.filter((_command, index) => ways[index] === way)
  const [whole, first, queued] = await Promise.all([
    sendWhole(client, inWay('whole'), options),
    sendFirstEnds(client, { commands: inWay('first'), prefix, ttl }),
    sendQueuedEnds(client, { commands: inWay('queued'), prefix, ttl }),
  ])
  const short = { first: first.values(), queued: queued.values() }
  const ofWhole = whole.values()
  const answers = ways.map((way) => {
    if (way === 'whole') return ofWhole.next().value ?? ''
    return short[way].next().value === 1 ? 'applied' : undefined
  })
  const contested = commands.filter((_command, index) => answers[index] === undefined)
  const ofContested = (await sendWhole(client, contested, options)).values()
  return answers.map((answer) => answer ?? ofContested.next().value ?? '')
}

/** The way of each write, and the time to live of those that go by a short script. */
function waysOf(
  commands: readonly WriteCommand[],
  keys: RedisKeys,
): { readonly ways: readonly WriteWay[]; readonly ttl: string } {
  let ttl = ''
  const ways = commands.map((command) => {
    const way = wayOf(command, keys)
    if (way === 'whole') return way
    ttl ||= command.ttl
    return command.ttl === ttl ? way : 'whole'
  })
  if (ways.every((way) => way === ways[0])) return { ways, ttl }
  // Writes of one job keep their order, so they go the same way.
  const ofJob = new Map<string, WriteWay>()
  for (const [index, { jobId }] of commands.entries()) {
    const way = ways[index] ?? 'whole'
    ofJob.set(jobId, (ofJob.get(jobId) ?? way) === way ? way : 'whole')
  }
  return { ways: commands.map(({ jobId }) => ofJob.get(jobId) ?? 'whole'), ttl }
}

async function sendFirstEnds(
  client: RedisClient,
  { commands, prefix, ttl }: ShortWrites,
): Promise<readonly unknown[]> {
  if (commands.length === 0) return []
  const values = [prefix, ttl]
  for (const { jobId, text } of commands) values.push(jobId, text)
  return callScript<unknown>(client, FIRST_ENDS_SCRIPT, values)
}

async function sendQueuedEnds(
  client: RedisClient,
  { commands, prefix, ttl }: ShortWrites,
): Promise<readonly unknown[]> {
  if (commands.length === 0) return []
  const values = [prefix, ttl]
  for (const run of runsOf(commands)) {
    values.push(run[0]?.queueName ?? '', String(run.length))
    for (const { jobId, text } of run) values.push(jobId, text)
  }
  return callScript<unknown>(client, QUEUED_ENDS_SCRIPT, values)
}

/** Writes of one queue that follow each other: the script drops their ids from the queue's set together. */
function runsOf(commands: readonly WriteCommand[]): readonly (readonly WriteCommand[])[] {
  const runs: WriteCommand[][] = []
  for (const command of commands) {
    const run = runs.at(-1)
    if (run?.[0]?.queueName === command.queueName) run.push(command)
    else runs.push([command])
  }
  return runs
}

async function sendWhole(
  client: RedisClient,
  commands: readonly WriteCommand[],
  { keys, maxIdsPerQueue }: SendWritesOptions,
): Promise<readonly string[]> {
  if (commands.length === 0) return []
  return callScript(client, WRITE_SCRIPT, toScriptArguments(commands, keys, maxIdsPerQueue))
}
