import { isArqError } from '../errors/arq-error.js'
import { errorTexts } from '../errors/error-texts.js'
import { PayloadStoreError } from '../errors/stored-payload-errors.js'
import type { JobRecord, StoredPayload, StoredPayloads } from '../job/job.js'
import type { RawArguments } from '../task/task-arguments.js'
import { type Codec, jsonCodec } from '../wire/codec.js'
import type { PayloadAccess } from './payload-access.js'
import {
  missingPlaceholder,
  type PayloadReference,
  referenceIn,
  storedPlaceholder,
} from './payload-reference.js'

interface RecordPayloads {
  /** Absent: nothing is fetched, `stored apart (…)` stands in its place. */
  readonly payloads: PayloadAccess | undefined
  /** What arguments were encoded with, where that was not JSON. */
  readonly codec: Codec
}

/** Whether something of a record lies in the payload store. */
export const hasStoredParts = ({ kwargs, result }: JobRecord): boolean =>
  referenceIn(kwargs) !== undefined || referenceIn(result) !== undefined

/**
 * The record with what lies in the payload store in its place, or with what stands for it. It never rejects, and never
 * says that something is there which is not: see `payloads` of what it gives.
 */
export async function fetchRecord(
  record: JobRecord,
  { payloads, codec }: RecordPayloads,
): Promise<JobRecord> {
  const ofArguments = referenceIn(record.kwargs)
  const ofResult = referenceIn(record.result)
  const args =
    ofArguments && (await fetched(ofArguments, payloads, (bytes) => readArguments(bytes, codec)))
  const result = ofResult && (await fetched(ofResult, payloads, (bytes) => jsonCodec.decode(bytes)))
  const states: StoredPayloads = {
    ...(args && { arguments: args.state }),
    ...(result && { result: result.state }),
  }
  return {
    ...record,
    ...(args ? (args.value ?? { args: [args.placeholder], kwargs: {} }) : {}),
    ...(result && { result: result.state.state === 'fetched' ? result.value : result.placeholder }),
    payloads: states,
  }
}

/**
 * The record with its result in its place.
 * @throws PayloadMissing, PayloadDamaged; PayloadStoreError `ARQ_PAYLOAD_STORE`
 */
export async function fetchResult(
  record: JobRecord,
  payloads: PayloadAccess | undefined,
): Promise<JobRecord> {
  const reference = referenceIn(record.result)
  if (!reference) return record
  return { ...record, result: jsonCodec.decode(await fetchPayload(reference, payloads)) }
}

/** @throws as {@link fetchResult} */
export function fetchPayload(
  reference: PayloadReference,
  payloads: PayloadAccess | undefined,
): Promise<Uint8Array> {
  if (payloads) return payloads.fetch(reference)
  const text = errorTexts.payloadStoreAbsent({ bytes: reference.bytes })
  return Promise.reject(new PayloadStoreError({ text }))
}

/** What the payload of arguments says, encrypted or not. @throws where it is neither of that codec nor JSON */
export function readArguments(bytes: Uint8Array, codec: Codec): RawArguments {
  let read: Partial<RawArguments>
  try {
    read = codec.decode(bytes) as Partial<RawArguments>
  } catch (error) {
    if (codec === jsonCodec) throw error
    read = jsonCodec.decode(bytes) as Partial<RawArguments>
  }
  return { args: read.args ?? [], kwargs: read.kwargs ?? {} }
}

interface Fetched<T> {
  readonly state: StoredPayload
  readonly value?: T
  readonly placeholder: string
}

async function fetched<T>(
  reference: PayloadReference,
  payloads: PayloadAccess | undefined,
  read: (bytes: Uint8Array) => T,
): Promise<Fetched<T>> {
  const { key, bytes } = reference
  const placeholder = storedPlaceholder(reference)
  if (!payloads) return { state: { key, bytes, state: 'apart' }, placeholder }
  try {
    const value = read(await payloads.fetch(reference))
    return { state: { key, bytes, state: 'fetched' }, value, placeholder }
  } catch (error) {
    const state = stateAfter(error)
    return {
      state: { key, bytes, state },
      placeholder: state === 'missing' ? missingPlaceholder(reference) : placeholder,
    }
  }
}

function stateAfter(error: unknown): StoredPayload['state'] {
  if (isArqError(error) && error.code === 'ARQ_PAYLOAD_MISSING') return 'missing'
  return isArqError(error) && error.code === 'ARQ_PAYLOAD_STORE' ? 'away' : 'damaged'
}
