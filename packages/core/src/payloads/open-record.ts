import { utf8Text } from '#platform'

import type { EncryptionState, JobRecord } from '../job/job.js'
import type { PayloadCipher } from '../ports/payload-cipher.js'
import type { RawArguments } from '../task/task-arguments.js'
import { type Codec, jsonCodec } from '../wire/codec.js'
import { fetchRecord, hasStoredParts } from './fetch-record.js'
import { contextOf, type SealedPartName } from './job-seal.js'
import type { PayloadAccess } from './payload-access.js'
import {
  damagedPlaceholder,
  openedText,
  placeholderOf,
  type SealedPart,
  sealedPartOf,
} from './sealed-text.js'

/** With what records are read. */
export interface RecordKeys {
  readonly cipher: PayloadCipher | undefined
  /** What arguments were encoded with before they were encrypted, where that was not JSON. */
  readonly codec: Codec
  /** Where large parts of it lie; absent: they are not fetched, and `stored apart (…)` stands in their place. */
  readonly payloads: PayloadAccess | undefined
}

/**
 * A stored record for a reader: what lies apart fetched, what it holds encrypted in the clear, or `encrypted (key …)` in its
 * place where the key is not here. Never for a writer: what it gives must not be stored again. A promise only of a record
 * that holds such.
 */
export function openRecord(record: JobRecord, keys: RecordKeys): JobRecord | Promise<JobRecord> {
  return hasStoredParts(record)
    ? fetchRecord(record, keys).then((whole) => openSealed(whole, keys))
    : openSealed(record, keys)
}

function openSealed(record: JobRecord, keys: RecordKeys): JobRecord | Promise<JobRecord> {
  const ids = keyIdsIn(record)
  return ids.size === 0 ? record : open(record, ids, keys)
}

/** Texts of errors of the job of a record, as {@link openRecord} gives the error that stands in it. */
export async function openErrors(
  errors: readonly string[],
  record: JobRecord,
  { cipher, codec }: RecordKeys,
): Promise<readonly string[]> {
  const ids = new Set<string>()
  for (const error of errors) {
    openedText(error, ({ keyId }) => {
      ids.add(keyId)
      return ''
    })
  }
  if (ids.size === 0) return errors
  const opening = new RecordOpening(record, await keysHere(ids, cipher), cipher, codec)
  return errors.map((error) => opening.text(error, 'error'))
}

async function open(
  record: JobRecord,
  ids: ReadonlySet<string>,
  { cipher, codec }: RecordKeys,
): Promise<JobRecord> {
  return new RecordOpening(record, await keysHere(ids, cipher), cipher, codec).record()
}

async function keysHere(
  ids: ReadonlySet<string>,
  cipher: PayloadCipher | undefined,
): Promise<ReadonlySet<string>> {
  const here = new Set<string>()
  for (const id of ids) {
    // Why a key could not be loaded is for the worker to tell: here it is just not there.
    const isHere = await Promise.resolve(cipher?.has(id)).catch(() => false)
    if (isHere === true) here.add(id)
  }
  return here
}

class RecordOpening {
  readonly #record: JobRecord
  readonly #here: ReadonlySet<string>
  readonly #cipher: PayloadCipher | undefined
  readonly #codec: Codec
  #state: EncryptionState['state'] = 'opened'
  #keyId: string | undefined

  constructor(
    record: JobRecord,
    here: ReadonlySet<string>,
    cipher: PayloadCipher | undefined,
    codec: Codec,
  ) {
    this.#record = record
    this.#here = here
    this.#cipher = cipher
    this.#codec = codec
  }

  record(): JobRecord {
    const { error, traceback, log, tries, result, progress } = this.#record
    const opened = {
      ...this.#record,
      ...this.#arguments(),
      result: this.#value(result, 'result'),
      progress: this.#value(progress, 'progress'),
      error: error === undefined ? undefined : this.text(error, 'error'),
      traceback: traceback === undefined ? undefined : this.text(traceback, 'stack'),
      log: log && { ...log, lines: log.lines.flatMap((line) => this.#lines(line)) },
      tries: tries?.map((one) => ({ ...one, error: this.text(one.error, 'error') })),
    }
    return { ...opened, encryption: { keyId: this.#keyId ?? '', state: this.#state } }
  }

  #arguments(): RawArguments {
    const { args, kwargs } = this.#record
    const part = sealedPartOf(kwargs)
    if (!part) return { args, kwargs }
    const plain = this.#bytes(part, 'args')
    if (typeof plain === 'string') return { args: [plain], kwargs: {} }
    const read = decodedBy(this.#codec, plain) ?? decodedBy(jsonCodec, plain)
    return { args: read?.args ?? [], kwargs: read?.kwargs ?? {} }
  }

  #value(value: unknown, name: SealedPartName): unknown {
    const part = sealedPartOf(value)
    if (!part) return value
    const plain = this.#bytes(part, name)
    return typeof plain === 'string' ? plain : jsonCodec.decode(plain)
  }

  text(text: string, name: SealedPartName): string {
    return openedText(text, (part) => {
      const plain = this.#bytes(part, name)
      return typeof plain === 'string' ? plain : utf8Text(plain)
    })
  }

  /** All lines of a log are encrypted as one. */
  #lines(line: string): readonly string[] {
    const text = this.text(line, 'log')
    return text === line ? [line] : text.split('\n')
  }

  /** @returns what stands in place of it, where it cannot be opened */
  #bytes(part: SealedPart, name: SealedPartName): Uint8Array | string {
    const { jobId, functionName } = this.#record
    this.#keyId ??= part.keyId
    if (!this.#cipher || !this.#here.has(part.keyId)) {
      this.#state = 'keyMissing'
      this.#keyId = part.keyId
      return placeholderOf(part)
    }
    if (part.isCut) return placeholderOf(part)
    try {
      const context = contextOf({ jobId, function: functionName }, name)
      return this.#cipher.open(part.keyId, part.sealed, context)
    } catch {
      if (this.#state === 'opened') this.#state = 'damaged'
      return damagedPlaceholder(part)
    }
  }
}

function decodedBy(codec: Codec, bytes: Uint8Array): Partial<RawArguments> | undefined {
  try {
    return codec.decode(bytes) as Partial<RawArguments>
  } catch {
    return undefined
  }
}

function keyIdsIn({
  kwargs,
  result,
  progress,
  error,
  traceback,
  log,
  tries,
}: JobRecord): ReadonlySet<string> {
  const ids = new Set<string>()
  const note = ({ keyId }: SealedPart): string => {
    ids.add(keyId)
    return ''
  }
  for (const value of [kwargs, result, progress]) {
    const part = sealedPartOf(value)
    if (part) note(part)
  }
  const errors = tries?.map((one) => one.error) ?? []
  for (const text of [error, traceback, ...(log?.lines ?? []), ...errors]) {
    if (text !== undefined) openedText(text, note)
  }
  return ids
}
