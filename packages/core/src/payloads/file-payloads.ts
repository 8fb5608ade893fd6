import { type FileAccess, files, utf8Bytes } from '#platform'

import { ConfigurationError, UnsupportedError } from '../errors/settings-errors.js'
import { describeThrown } from '../errors/thrown.js'
import type { PayloadStore } from '../ports/payload-store.js'
import { type Clock, systemClock } from '../time/clock.js'
import type { Lifetime } from '../time/lifetime.js'
import { payloadTexts } from './payload-texts.js'

export interface FilePayloadsOptions {
  /** @defaultValue the system's */
  readonly clock?: Clock
}

/** `arq-payload 1`, until when it is kept (milliseconds since 1970, or `forever`), and the end of the line. */
const HEAD = /^arq-payload 1 (\d{1,16}|forever)\n/
const LONGEST_HEAD_BYTES = 64

/** Between two looks at what has expired, in one process. */
const SWEEP_PAUSE_MS = 60_000
/** A write that takes longer has died. */
const UNFINISHED_MS = 86_400_000
/** So many folders, so that none has too many files: each is looked through as a whole. */
const FOLDERS = 256

/**
 * Keeps payloads as files of a folder that all clients and workers share, for example over NFS. It is made if it is not
 * there. Each payload is written whole or not at all, and to the disk before the job is sent. Whoever writes also deletes
 * what has expired, one of 256 folders a minute.
 *
 * @throws UnsupportedError `ARQ_UNSUPPORTED` in a browser; `ready()` ConfigurationError `ARQ_CONFIG_INVALID` when the folder
 * cannot be written to
 *
 * @example
 * ```ts
 * const payloads = { store: filePayloads('/srv/arq-payloads') }
 * await using client = await createClient({ transport, resultStore, payloads })
 * ```
 */
export function filePayloads(
  folder: string,
  { clock = systemClock }: FilePayloadsOptions = {},
): PayloadStore {
  if (!files) throw new UnsupportedError(payloadTexts.noFilesHere(), { missing: 'node:fs' })
  return new FilePayloads(folder, files, clock)
}

class FilePayloads implements PayloadStore {
  readonly #folder: string
  readonly #files: FileAccess
  readonly #clock: Clock
  #sweptMs = -Infinity
  #nextFolder = Math.floor(Math.random() * FOLDERS)

  constructor(folder: string, access: FileAccess, clock: Clock) {
    this.#folder = folder
    this.#files = access
    this.#clock = clock
  }

  get description(): string {
    return `files in ${this.#folder}`
  }

  async ready(): Promise<void> {
    const probe = this.#files.join(this.#folder, 'probe')
    try {
      await this.#files.makeFolder(this.#folder)
      await this.#files.writeWhole(probe, [utf8Bytes('')])
    } catch (cause) {
      const problem = describeThrown(cause).message
      const text = payloadTexts.folderAbsent({ folder: this.#folder, problem })
      throw new ConfigurationError('payloads', [{ path: 'store', text }], cause)
    }
  }

  async put(
    key: string,
    bytes: Uint8Array,
    { ttlMs }: { readonly ttlMs: Lifetime },
  ): Promise<void> {
    const until = ttlMs === 'forever' ? ttlMs : String(Math.ceil(this.#clock.now() + ttlMs))
    const folder = this.#folderOf(key)
    await this.#files.makeFolder(folder)
    const head = utf8Bytes(`arq-payload 1 ${until}\n`)
    await this.#files.writeWhole(this.#files.join(folder, key), [head, bytes])
    await this.#sweepSome()
  }

  async get(key: string): Promise<Uint8Array | undefined> {
    const file = await this.#files.read(this.#fileOf(key))
    const head = file && headOf(file)
    return head && !this.#isOver(head) ? file.subarray(head.bytes) : undefined
  }

  async delete(key: string): Promise<void> {
    await this.#files.remove(this.#fileOf(key))
  }

  /** In folders by the last characters of their keys, which are random. */
  #folderOf(key: string): string {
    return this.#files.join(this.#folder, key.slice(-2))
  }

  #fileOf(key: string): string {
    return this.#files.join(this.#folderOf(key), key)
  }

  #isOver({ untilMs }: Head): boolean {
    return untilMs <= this.#clock.now()
  }

  /** What cannot be looked at or deleted now is left to the next round. */
  async #sweepSome(): Promise<void> {
    const nowMs = this.#clock.now()
    if (nowMs - this.#sweptMs < SWEEP_PAUSE_MS) return
    this.#sweptMs = nowMs
    const folder = this.#nextFolder.toString(16).padStart(2, '0')
    this.#nextFolder = (this.#nextFolder + 1) % FOLDERS
    try {
      await this.#sweep(this.#files.join(this.#folder, folder))
    } catch {
      // Nobody waits for it.
    }
  }

  async #sweep(folder: string): Promise<void> {
    for (const name of await this.#files.names(folder)) {
      const file = this.#files.join(folder, name)
      if (await this.#isRubbish(file, name)) await this.#files.remove(file)
    }
  }

  async #isRubbish(file: string, name: string): Promise<boolean> {
    if (name.endsWith('.tmp')) {
      // By the clock of the machine, as the file's own time is.
      return Date.now() - ((await this.#files.writtenMs(file)) ?? Infinity) > UNFINISHED_MS
    }
    const start = await this.#files.readHead(file, LONGEST_HEAD_BYTES)
    const head = start && headOf(start)
    // What is not ours stays.
    return head !== undefined && this.#isOver(head)
  }
}

interface Head {
  readonly untilMs: number
  /** Its length. */
  readonly bytes: number
}

function headOf(file: Uint8Array): Head | undefined {
  const text = String.fromCharCode(...file.subarray(0, LONGEST_HEAD_BYTES))
  const [head, until] = HEAD.exec(text) ?? []
  if (head === undefined) return undefined
  return { untilMs: until === 'forever' ? Infinity : Number(until), bytes: head.length }
}
