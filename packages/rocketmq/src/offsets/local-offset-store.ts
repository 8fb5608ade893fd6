import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'

import { ConfigurationError } from '../errors/errors.js'
import type { TextLogger } from '../log/guarded-logger.js'
import { parseJson } from '../protocol/json-dialect.js'
import { JsonFields } from '../protocol/json-fields.js'
import { type MessageQueue, messageQueueKey } from '../protocol/message-queue.js'
import { queueOffsetsBody, readQueueOffsets } from '../protocol/queue-offsets.js'
import { texts } from '../texts/texts.js'
import type { OffsetStore, QueueOffset } from './offset-store.js'

export interface LocalOffsetStoreParts {
  /** Of all groups and clients. Absent: `.rocketmq_offsets` in the home folder, as in Java. */
  readonly folder: string | undefined
  readonly clientId: string
  /** With the namespace. */
  readonly group: string
  readonly logger: TextLogger
}

/**
 * Keeps offsets in a file of this machine: the store of broadcasting consumers, each of which reads every message. The
 * file has the place and the form of the Java client's.
 *
 * Source: apache/rocketmq `client/.../consumer/store/LocalFileOffsetStore.java`.
 */
export class LocalOffsetStore implements OffsetStore {
  readonly #path: string
  readonly #logger: TextLogger
  #offsets = new Map<string, QueueOffset>()
  #writing: Promise<void> = Promise.resolve()

  constructor({ folder, clientId, group, logger }: LocalOffsetStoreParts) {
    const root = folder ?? join(homedir(), '.rocketmq_offsets')
    this.#path = join(root, clientId, group, 'offsets.json')
    this.#logger = logger
  }

  /**
   * Reads the file, or the one before it when that is damaged.
   * @throws {@link ConfigurationError} `ROCKETMQ_CONFIG_INVALID` when both are: to begin anew would skip messages
   */
  async load(): Promise<void> {
    const problems: unknown[] = []
    for (const path of [this.#path, `${this.#path}.bak`]) {
      try {
        this.#offsets = parseOffsets(await readFile(path))
        return
      } catch (error) {
        if (!isMissing(error)) problems.push(error)
      }
    }
    const [problem] = problems
    if (problem === undefined) return
    const issue = { path: 'localOffsetsPath', text: texts.fileUnreadable({ path: this.#path }) }
    throw new ConfigurationError(texts.broadcastOffsets(), [issue], problem)
  }

  read(queue: MessageQueue): Promise<bigint | undefined> {
    return Promise.resolve(this.#offsets.get(messageQueueKey(queue))?.offset)
  }

  /** One write at a time. A crash in the midst of one leaves the file of before. */
  async write(offsets: readonly QueueOffset[]): Promise<void> {
    for (const one of offsets) this.#offsets.set(messageQueueKey(one.queue), one)
    const writing = this.#writing.then(() => this.#save())
    // The next write must not fail for this one.
    this.#writing = writing.catch(() => undefined)
    await writing
  }

  async #save(): Promise<void> {
    await mkdir(dirname(this.#path), { recursive: true })
    const entries = [...this.#offsets.values()].map(({ queue, offset }) => [queue, offset] as const)
    const temporary = `${this.#path}.tmp`
    await writeFile(temporary, queueOffsetsBody('offsetTable', entries))
    try {
      await rename(this.#path, `${this.#path}.bak`)
    } catch (error) {
      if (!isMissing(error)) this.#logger.warn(texts.logOldOffsetsNotKept(), { error })
    }
    await rename(temporary, this.#path)
  }
}

function parseOffsets(bytes: Buffer): Map<string, QueueOffset> {
  const subject = 'the offsets of a broadcasting consumer'
  const fields = new JsonFields(parseJson(bytes, { subject }), subject)
  const entries = readQueueOffsets(fields, 'offsetTable')
  return new Map(entries.map(([queue, offset]) => [messageQueueKey(queue), { queue, offset }]))
}

const isMissing = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT'
