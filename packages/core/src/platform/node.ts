import { isAscii, transcode } from 'node:buffer'
import { createHash, randomBytes as randomSome, randomUUID } from 'node:crypto'
import {
  type Channel,
  channel as channelOf,
  type ChannelListener,
  subscribe,
  type TracingChannel,
  tracingChannel as tracingChannelOf,
  unsubscribe,
} from 'node:diagnostics_channel'
import { setMaxListeners } from 'node:events'
import { inspect as inspectAny, promisify, stripVTControlCharacters, types } from 'node:util'
import { gunzip as unzip, gzip as zip } from 'node:zlib'

export { currentScope, runInScope } from './call-scope.js'
export { type FileAccess, files } from './files.js'
export { canSeal, seal, type SealKey, sealKey, unseal } from './sealing.js'

// What core takes from Node and a browser does in another way: browser.ts exports the same names. Which of the two is
// meant by `#platform` says `imports` in package.json.

const decompress = promisify(unzip)

interface InspectOptions {
  readonly depth?: number
  readonly breakLength?: number
  readonly compact?: boolean
  readonly customInspect?: boolean
  readonly showProxy?: boolean
  /** UTF-16 units of one text. */
  readonly maxStringLength?: number
}

/** A value as a reader of code would write it. */
export const inspect: (value: unknown, options: InspectOptions) => string = inspectAny

export const randomBytes: (count: number) => Uint8Array = randomSome

// Node keeps random bytes for UUIDs in stock, which makes them cheap.
export const randomUuid = (): string => randomUUID()

export const sha256 = (content: string | Uint8Array): Uint8Array =>
  createHash('sha256').update(content).digest()

/** The bytes of a text in UTF-8. */
export const utf8Bytes = (text: string): Uint8Array => Buffer.from(text)

/** How many bytes a text takes in UTF-8. */
export const utf8Length = (text: string): number => Buffer.byteLength(text)

const strictUtf8 = new TextDecoder('utf-8', { fatal: true })
/** Up to here a decoder that is called once for each body costs less than what is called twice. */
const SHORT_BYTES = 1024
const BYTE_ORDER_MARK = '\ufeff'

/** The text of bytes that are UTF-8, without the byte order mark that may stand before it. @throws for any other */
export function utf8Text(bytes: Uint8Array): string {
  if (bytes.length <= SHORT_BYTES || isAscii(bytes)) return strictUtf8.decode(bytes)
  // V8 reads characters of several bytes one by one: Chinese takes it nine times as long.
  const text = transcode(bytes, 'utf8', 'utf16le').toString('utf16le')
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text
}

/** The text of ASCII bytes, from `start` to before `end`. */
export function asciiText(bytes: Uint8Array, start: number, end: number): string {
  const { buffer, byteOffset, length } = bytes
  const own = Buffer.isBuffer(bytes) ? bytes : Buffer.from(buffer, byteOffset, length)
  // With the encoding `ascii` Node clears a bit of each byte, which takes time.
  return own.toString('latin1', start, end)
}

/** Two hex digits for each byte from `start` to before `end`. Without a copy of what {@link randomBytes} gave. */
export function hexText(bytes: Uint8Array, start = 0, end = bytes.length): string {
  const buffer = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes)
  return buffer.toString('hex', start, end)
}

export const base64Text = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64')

export const base64Bytes = (text: string): Uint8Array => Buffer.from(text, 'base64')

export const gzip: (body: Uint8Array) => Promise<Uint8Array> = promisify(zip)

/** @throws when it is not gzip, and when it unfolds to more than `mostBytes` */
export const gunzip = (body: Uint8Array, mostBytes: number): Promise<Uint8Array> =>
  decompress(body, { maxOutputLength: mostBytes })

/** Runs it after the microtasks of this turn of the event loop, before any I/O. */
export const atEndOfTurn = (callback: () => void): void => process.nextTick(callback)

/** Runs it in a turn of its own, after I/O and timers that are due. */
export const inNextTurn = (callback: () => void): void => void setImmediate(callback)

/** Any number of waits may listen to this signal: Node takes more than ten listeners for a leak and warns. */
export const allowManyListeners = (signal: AbortSignal): void => setMaxListeners(Infinity, signal)

export const isProxy = (value: unknown): boolean => types.isProxy(value)

/** The text without colours and other orders to a terminal. */
export const withoutTerminalCodes = (text: string): string => stripVTControlCharacters(text)

/** The one channel of this name in the process. */
export const channel: (name: string) => Channel = channelOf

export const tracingChannel: <S, C extends object>(name: string) => TracingChannel<S, C> =
  tracingChannelOf

export const listenToChannel = ({ name }: Channel, onMessage: ChannelListener): void =>
  subscribe(name, onMessage)

export function leaveChannel({ name }: Channel, onMessage: ChannelListener): void {
  unsubscribe(name, onMessage)
}

/** A warning of the process: told once to its log, whatever becomes of ours. */
export const warn = (text: string): void => process.emitWarning(text)

// Without a listener, Node ends the process when the reader of a pipe has gone.
const nobodyReads = (): void => undefined

/** Bytes of lines that standard error has not taken yet. */
export function unwrittenBytes(): number {
  // Looked up for every line: a test or a supervisor may replace it.
  const { stderr } = process
  if (!stderr.listeners('error').includes(nobodyReads)) stderr.on('error', nobodyReads)
  return stderr.writableLength
}

/** After {@link unwrittenBytes} only: that one listens for a reader that goes. */
export const writeLine = (line: string): void => void process.stderr.write(`${line}\n`)
