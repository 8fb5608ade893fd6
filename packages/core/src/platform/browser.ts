// node.ts in a page: the same names, by what browsers bring.

export {
  asciiText,
  base64Bytes,
  base64Text,
  hexText,
  randomBytes,
  randomUuid,
  utf8Bytes,
  utf8Length,
  utf8Text,
} from './browser/bytes.js'
export { currentScope, runInScope } from './browser/call-scope.js'
export { channel, leaveChannel, listenToChannel, tracingChannel } from './browser/channels.js'
export { type FileAccess, files } from './browser/files.js'
export { gunzip, gzip } from './browser/gzip.js'
export { inspect } from './browser/inspect.js'
export { inNextTurn } from './browser/next-turn.js'
export { canSeal, seal, type SealKey, sealKey, unseal } from './browser/sealing.js'
export { sha256 } from './browser/sha256.js'

// A page does no I/O between microtasks, so what comes after those that are there already is the end of the turn.
export const atEndOfTurn = (callback: () => void): void => queueMicrotask(callback)

// Browsers count no listeners.
export const allowManyListeners = (_signal: AbortSignal): void => undefined

// A page cannot tell. Whatever reads a thrown value here is guarded against what a proxy may do.
export const isProxy = (_value: unknown): boolean => false

// Colours and cursor moves (CSI), titles and links (OSC).
const TERMINAL_CODES =
  // oxlint-disable-next-line no-control-regex
  /[\u001b\u009b](?:\][^\u0007\u001b]*(?:\u0007|\u001b\\)|\[?[0-9;?]*[A-Za-z])/g

export const withoutTerminalCodes = (text: string): string => text.replaceAll(TERMINAL_CODES, '')

// The console is the log of a page.
// oxlint-disable-next-line no-console
export const warn = (text: string): void => console.warn(text)

export const unwrittenBytes = (): number => 0

// Not console.error: each line says its level itself, and most are no errors.
// oxlint-disable-next-line no-console
export const writeLine = (line: string): void => console.log(line)
