import { texts } from '../texts/texts.js'
import { type FrameHeader, frameInvalid } from './frame.js'
import { toLanguage } from './language.js'

/** The header as JSON text. Source: RemotingCommand.java. */
export function jsonHeader(header: FrameHeader): string {
  // Put together by hand: this runs once per message, and only ext and remark can hold something to escape.
  return (
    `{"code":${header.code},"language":"${header.language ?? 'OTHER'}","version":${header.version}` +
    `,"opaque":${header.opaque},"flag":${header.flag}` +
    (header.remark === undefined ? '' : `,"remark":${JSON.stringify(header.remark)}`) +
    `,"extFields":${JSON.stringify(header.ext)},"serializeTypeCurrentRPC":"JSON"}`
  )
}

/** @throws {@link FrameError} `ROCKETMQ_FRAME_INVALID` */
export function readJsonHeader(bytes: Buffer, start: number, end: number): FrameHeader {
  const value = parseObject(bytes.toString('utf8', start, end))
  const remark = value['remark']
  if (remark !== undefined && remark !== null && typeof remark !== 'string') {
    throw wrongField('remark', remark)
  }
  return {
    code: integer(value, 'code'),
    language: toLanguage(value['language']),
    version: value['version'] === undefined ? 0 : integer(value, 'version'),
    opaque: integer(value, 'opaque'),
    flag: value['flag'] === undefined ? 0 : integer(value, 'flag'),
    remark: remark ?? undefined,
    ext: readExt(value['extFields']),
  }
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw frameInvalid(texts.headerNotJson(), error)
  }
  if (!isRecord(value)) throw frameInvalid(texts.headerNotJson())
  return value
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function integer(value: Readonly<Record<string, unknown>>, field: string): number {
  const number = value[field]
  if (typeof number === 'number' && (number | 0) === number) return number
  throw wrongField(field, number)
}

function readExt(value: unknown): Readonly<Record<string, string>> {
  if (value === undefined || value === null) return {}
  if (!isRecord(value)) throw wrongField('extFields', value)
  return isTextRecord(value) ? value : toTextRecord(value)
}

function isTextRecord(
  value: Readonly<Record<string, unknown>>,
): value is Readonly<Record<string, string>> {
  for (const key in value) if (typeof value[key] !== 'string') return false
  return true
}

/** Servers write text only; a whole number or a truth value from another implementation is read as its text. */
function toTextRecord(value: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> {
  const texts = new Map<string, string>()
  for (const [key, item] of Object.entries(value)) {
    if (item === null) continue
    texts.set(key, toText(key, item))
  }
  return Object.fromEntries(texts)
}

function toText(key: string, item: unknown): string {
  if (typeof item === 'string') return item
  if (typeof item === 'boolean') return String(item)
  if (typeof item === 'number' && Number.isSafeInteger(item)) return String(item)
  throw wrongField(key, item)
}

function wrongField(field: string, value: unknown): Error {
  const shown = typeof value === 'string' ? `"${value.slice(0, 40)}"` : typeName(value)
  return frameInvalid(texts.headerFieldWrong({ field: field.slice(0, 40), value: shown }))
}

const typeName = (value: unknown): string =>
  typeof value === 'number' || value === null || value === undefined ? String(value) : typeof value
