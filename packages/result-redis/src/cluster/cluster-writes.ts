import type { AnnouncedJob, ResultStoreError } from '@arq/core'
import type { WriteOutcome } from '@arq/core/store'

import type { JobWrites } from '../job-writes.js'
import type { RedisKeys } from '../redis-keys.js'
import { REMOVE_TEXT_SCRIPT } from '../scripts/cluster-set-scripts.js'
import { CLUSTER_WRITE_SCRIPT } from '../scripts/cluster-write-script.js'
import { readAnswer } from '../write-answer.js'
import { toScriptArguments, ttlText, type WriteCommand } from '../write-command.js'
import { wayOf } from '../write-way.js'
import { Effects } from './effects.js'
import type { JobSets, SetMember } from './job-sets.js'
import type { KeyedCommand, KeyedCommands, KeyedReply } from './keyed-commands.js'
import { membershipOf } from './membership.js'
import { inRounds } from './rounds.js'
import { scriptCommand } from './script-command.js'

export interface ClusterWritesParts {
  readonly commands: KeyedCommands
  readonly sets: JobSets
  readonly keys: RedisKeys
  /** The URL without user and password. */
  readonly address: string
  /** Sends what may be repeated once more, when there was no answer. */
  readonly retryOnTimeout: boolean
  /** Resolves when the nodes have been asked again who has which slot. */
  readonly recover: () => Promise<void>
}

/**
 * Each job's key on the node of its slot. What a script on one server does at once is done in steps here, in an order
 * that leaves no job unseen when it breaks off: ids enter the sets of many jobs, the records are written, ids leave.
 */
export class ClusterWrites implements JobWrites {
  /** So that writes of one job keep the order of the calls, wherever they are sent. */
  readonly maxCalls = 1
  readonly #parts: ClusterWritesParts

  constructor(parts: ClusterWritesParts) {
    this.#parts = parts
  }

  async send(commands: readonly WriteCommand[]): Promise<readonly WriteOutcome[]> {
    const outcomes = new Map<WriteCommand, WriteOutcome>()
    for (const round of inRounds(commands)) {
      const written = await this.#write(round)
      round.forEach((command, index) => outcomes.set(command, written[index] ?? ''))
    }
    return commands.map((command) => outcomes.get(command) ?? '')
  }

  async announce(jobs: readonly AnnouncedJob[]): Promise<readonly WriteOutcome[]> {
    const { commands, keys, sets } = this.#parts
    const queues = new Map<string, SetMember[]>()
    for (const { jobId, queueName, ttlMs } of jobs) {
      addTo(queues, keys.queue(queueName), { jobId, ttl: ttlText(ttlMs) })
    }
    const { refusals, full } = await sets.keep(queues, [])
    const sent = jobs.filter(({ queueName }) => !refusals.has(keys.queue(queueName)))
    const replies = await commands.send(
      sent.map(({ jobId, text, ttlMs }) => setNew(keys.result(jobId), text, ttlText(ttlMs))),
    )
    const outcomes = new Map<string, WriteOutcome>()
    sent.forEach(({ jobId }, index) => {
      const reply = replies[index]
      const isCreated = reply && 'value' in reply && reply.value !== null
      outcomes.set(
        jobId,
        reply && 'error' in reply ? reply.error : isCreated ? 'created' : 'exists',
      )
    })
    const created = sent.filter(({ jobId }) => outcomes.get(jobId) === 'created')
    for (const jobId of await this.#takeBack(created)) outcomes.set(jobId, 'exists')
    const changed = created.flatMap(({ jobId }) => (outcomes.get(jobId) === 'created' ? jobId : []))
    await sets.trim(full)
    if (changed.length > 0) await sets.tellChanged(changed)
    return jobs.map(
      ({ jobId, queueName }) => outcomes.get(jobId) ?? refusals.get(keys.queue(queueName)) ?? '',
    )
  }

  /**
   * Of jobs that were just announced, the ids of those that had ended before. They are looked for after the records were
   * written: a worker notes one before it writes of it, so either that note is seen here, or the worker sees the record.
   */
  async #takeBack(created: readonly AnnouncedJob[]): Promise<readonly string[]> {
    const { commands, keys, sets } = this.#parts
    const outrun = created.length === 0 ? [] : await sets.outrunAmong(created)
    if (outrun.length === 0) return []
    await commands.send(
      outrun.map(({ jobId, text }) =>
        scriptCommand(REMOVE_TEXT_SCRIPT, keys.result(jobId), [text]),
      ),
    )
    const gone = new Map<string, string[]>()
    for (const { jobId, queueName } of outrun) addTo(gone, keys.queue(queueName), jobId)
    await sets.drop(gone, [])
    return outrun.map(({ jobId }) => jobId)
  }

  /** Of one job each. */
  async #write(commands: readonly WriteCommand[]): Promise<readonly WriteOutcome[]> {
    const { refusals, full } = await this.#keepInSets(commands)
    const allowed = commands.filter((command) => !refusals.has(command))
    const effects = new Effects()
    const outcomes = await this.#settle(allowed, effects)
    await effects.apply(this.#parts.sets)
    await this.#parts.sets.trim(full)
    const written = outcomes.values()
    return commands.map((command) => refusals.get(command) ?? written.next().value ?? '')
  }

  async #keepInSets(commands: readonly WriteCommand[]): Promise<{
    readonly refusals: ReadonlyMap<WriteCommand, ResultStoreError>
    readonly full: readonly string[]
  }> {
    const { keys, sets } = this.#parts
    const places = new Map<WriteCommand, string>()
    const queues = new Map<string, SetMember[]>()
    const stopped: SetMember[] = []
    for (const command of commands) {
      const membership = membershipOf(command)
      if (membership === undefined) continue
      const { jobId, ttl, queueName } = command
      const key = membership === 'stopped' ? keys.stopped : keys.queue(queueName)
      places.set(command, key)
      if (membership === 'stopped') stopped.push({ jobId, ttl })
      else addTo(queues, key, { jobId, ttl })
    }
    const kept = await sets.keep(queues, stopped)
    const refusals = [...places].flatMap(([command, key]) => {
      const refusal = kept.refusals.get(key)
      return refusal ? [[command, refusal] as const] : []
    })
    return { refusals: new Map(refusals), full: kept.full }
  }

  /** An outcome for each; what the writes change elsewhere is noted in `effects`. */
  async #settle(
    commands: readonly WriteCommand[],
    effects: Effects,
  ): Promise<readonly WriteOutcome[]> {
    const first = await this.#sendAll(commands, effects)
    const { retryOnTimeout, recover } = this.#parts
    const again = new Map<WriteCommand, WriteCommand>()
    const outrun: string[] = []
    commands.forEach((command, index) => {
      const outcome = first[index]
      if (outcome === 'outrun') {
        outrun.push(command.jobId)
        again.set(command, withoutAnnouncement(command))
      } else if (retryOnTimeout && command.isRepeatable && isTimedOut(outcome)) {
        again.set(command, command)
      }
    })
    if (again.size === 0) return first
    const failure = outrun.length === 0 ? undefined : await this.#parts.sets.noteOutrun(outrun)
    // Others than those are sent again as they were, because nobody answered.
    if (again.size > outrun.length) await recover()
    const mayGo = ([command]: readonly [WriteCommand, WriteCommand]): boolean =>
      failure === undefined || again.get(command) === command
    const sent = [...again].filter(mayGo)
    const second = await this.#sendAll(
      sent.map(([, command]) => command),
      effects,
    )
    const outcomes = new Map(sent.map(([command], index) => [command, second[index]]))
    return commands.map((command, index) => {
      if (!again.has(command)) return first[index] ?? ''
      return outcomes.get(command) ?? failure ?? ''
    })
  }

  /** The ends of jobs without a record by plain writes; where something stands, and for all others, the script decides. */
  async #sendAll(
    commands: readonly WriteCommand[],
    effects: Effects,
  ): Promise<readonly WriteOutcome[]> {
    const { keys } = this.#parts
    const isPlain = commands.map((command) => wayOf(command, keys) === 'first')
    const replies = await this.#parts.commands.send(
      commands.map((command, index) =>
        isPlain[index] === true
          ? setNew(keys.result(command.jobId), command.text, command.ttl)
          : this.#script(command),
      ),
    )
    const contested = commands.filter((_command, index) => {
      const reply = replies[index]
      return isPlain[index] === true && reply && 'value' in reply && reply.value === null
    })
    const others =
      contested.length === 0
        ? []
        : await this.#parts.commands.send(contested.map((command) => this.#script(command)))
    const ofContested = new Map(contested.map((command, index) => [command, others[index]]))
    return commands.map((command, index) => {
      const contestedReply = ofContested.get(command)
      if (contestedReply) return this.#outcome(contestedReply, command, effects)
      const reply = replies[index]
      if (isPlain[index] !== true || !reply || 'error' in reply) {
        return this.#outcome(reply, command, effects)
      }
      effects.changed(command.jobId)
      return 'applied'
    })
  }

  #script(command: WriteCommand): KeyedCommand {
    const { keys } = this.#parts
    // The last is what bounds the set of a queue, which is not the script's here.
    const values = toScriptArguments([command], keys, 0)
    return scriptCommand(CLUSTER_WRITE_SCRIPT, keys.result(command.jobId), values)
  }

  #outcome(reply: KeyedReply | undefined, command: WriteCommand, effects: Effects): WriteOutcome {
    if (!reply || 'error' in reply) return reply?.error ?? ''
    const [answer = '', ...told] = Array.isArray(reply.value) ? reply.value.map(String) : []
    effects.note(command.jobId, told)
    return answer === 'outrun' ? answer : readAnswer(answer, command.jobId, this.#parts)
  }
}

const setNew = (key: string, text: string, ttl: string): KeyedCommand => ({
  key,
  send: (client) =>
    client.sendCommand(
      ttl === 'forever' ? ['SET', key, text, 'NX'] : ['SET', key, text, 'NX', 'PX', ttl],
    ),
})

const isTimedOut = (outcome: WriteOutcome | undefined): boolean =>
  typeof outcome === 'object' && outcome.code === 'ARQ_STORE_TIMEOUT'

const withoutAnnouncement = (command: WriteCommand): WriteCommand => {
  const { kind, jobId, queueName, ttl, text, isRepeatable } = command
  return { kind, jobId, queueName, ttl, text, isRepeatable }
}

function addTo<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}
