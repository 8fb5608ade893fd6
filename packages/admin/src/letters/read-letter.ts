import { type Codec, type Delivery, jsonCodec } from '@arq/core'
import { decodeBody, hexText, openedText, placeholderOf, sha256 } from '@arq/core/internal'

/** What a dead letter says of its job and of its failure. What it does not say is `undefined`. */
export interface Letter {
  readonly jobId: string | undefined
  readonly task: string | undefined
  /** Where the job came from, and where it goes back to. */
  readonly queueName: string | undefined
  readonly failedAt: Date | undefined
  readonly errorType: string | undefined
  readonly errorMessage: string | undefined
  readonly errorCode: string | undefined
  readonly category: string | undefined
  readonly workerId: string | undefined
  /** Runs that it had. */
  readonly tries: number | undefined
  /** How often it came back from here. */
  readonly redrives: number
  /** The same for letters of one task that failed for the same reason: eight hex digits. */
  readonly fingerprint: string
}

/** Reads a letter as far as it can be read: also one whose body is no job. */
export async function readLetter(
  delivery: LetterDelivery,
  codecs: readonly Codec[],
): Promise<Letter> {
  const { headers } = delivery
  const body = await readBody(delivery, codecs)
  const task = text(body['function'])
  const errorType = text(headers['x-error-type'])
  const errorMessage = shown(text(headers['x-error-message']))
  const errorCode = text(headers['x-error-code'])
  return {
    jobId: text(body['job_id']) ?? text(headers['x-job-id']),
    task,
    queueName: text(headers['x-queue']) ?? text(body['queue_name']),
    failedAt: date(headers['x-failed-at']),
    errorType,
    errorMessage,
    errorCode,
    category: text(headers['x-error-category']),
    workerId: text(headers['x-worker-id']),
    tries: typeof body['job_try'] === 'number' ? body['job_try'] : undefined,
    redrives: typeof headers['x-arq-redrives'] === 'number' ? headers['x-arq-redrives'] : 0,
    fingerprint: fingerprintOf([task, errorCode, errorType, errorMessage]),
  }
}

export type LetterDelivery = Pick<
  Delivery,
  'body' | 'headers' | 'contentType' | 'contentEncoding' | 'messageId'
>

/** The codec that its sender used; JSON where nobody says. */
export const codecOf = ({ contentType }: LetterDelivery, codecs: readonly Codec[]): Codec =>
  codecs.find((codec) => codec.contentType === contentType) ?? jsonCodec

/** The job as its sender wrote it; empty when it cannot be read. */
export async function readBody(
  delivery: LetterDelivery,
  codecs: readonly Codec[],
): Promise<Readonly<Record<string, unknown>>> {
  try {
    const isPlain = delivery.contentEncoding === undefined
    const bytes = isPlain ? delivery.body : await decodeBody(delivery)
    const value = codecOf(delivery, codecs).decode(bytes)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}

/** Numbers, ids and what stands in quotes differ from job to job, and the reason is the same. */
function fingerprintOf([task, code, type, message = '']: readonly (string | undefined)[]): string {
  const reason = message
    .split('\n', 1)
    .join('')
    .replace(/"[^"]*"|'[^']*'|“[^”]*”/g, '"…"')
    .replace(/\b[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}\b/gi, '…')
    .replace(/\d+/g, '#')
  const parts = [task ?? '', code ?? '', type ?? '', reason]
  return hexText(sha256(parts.join('\0'))).slice(0, 8)
}

/** Each encryption of a text is another one: what stands in its place is the same for letters of one reason. */
const shown = (message: string | undefined): string | undefined =>
  message === undefined ? undefined : openedText(message, placeholderOf)

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

function date(value: unknown): Date | undefined {
  const ms = typeof value === 'string' ? Date.parse(value) : NaN
  return Number.isNaN(ms) ? undefined : new Date(ms)
}
