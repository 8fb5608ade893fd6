import { mayHavePrototypeKey } from './codec.js'

/** The JSON text of a job's body, which was read in parts. */
export interface JobText {
  /** All members of the body. */
  readonly wire: Readonly<Record<string, unknown>>
  /** Where the arguments begin, which are all that follows but the brace at the end: `"args":…`. */
  readonly start: number
}

const ARGS = ',"args":'
const NO_KWARGS = ',"kwargs":{}}'
const KWARGS_ALONE = ',"args":[],"kwargs":'

/**
 * Reads a body that ends with the job's arguments, as ours do, so that these can be copied; `undefined` for any other.
 *
 * Nobody's word is taken for where they stand. What is before them, and each of them, is parsed by itself: three texts
 * that are JSON, with these keys between them, are the members that they look like, and no other can hide among them. So
 * a copy of the last two is what another object may have at its end, whoever wrote the body.
 */
export function readJobText(text: string): JobText | undefined {
  const end = text.indexOf(ARGS)
  if (end === -1) return undefined
  const parts = argumentTexts(text, end)
  if (!parts || isOddlyWritten(text)) return undefined
  try {
    // With what is not an object in its place, the brace makes it no JSON.
    const wire = JSON.parse(`${text.slice(0, end)}}`) as Record<string, unknown>
    const args: unknown = JSON.parse(parts.args)
    const kwargs: unknown = parts.kwargs === undefined ? {} : JSON.parse(parts.kwargs)
    // Without a member before it, the comma is one too many.
    const isJob = wire['function'] !== undefined && Array.isArray(args) && isObject(kwargs)
    if (!isJob) return undefined
    wire['args'] = args
    wire['kwargs'] = kwargs
    return { wire, start: end + 1 }
  } catch {
    return undefined
  }
}

/** A call has arguments of one kind. Those of both, which Python knows, are not worth a search. */
function argumentTexts(
  text: string,
  end: number,
): { readonly args: string; readonly kwargs: string | undefined } | undefined {
  if (text.endsWith(NO_KWARGS)) {
    return { args: text.slice(end + ARGS.length, -NO_KWARGS.length), kwargs: undefined }
  }
  return text.startsWith(KWARGS_ALONE, end) && text.endsWith('}')
    ? { args: '[]', kwargs: text.slice(end + KWARGS_ALONE.length, -1) }
    : undefined
}

/**
 * Whether it has, or may have, a key that is left out in reading, or what `JSON.stringify` writes in another way: a search
 * of stored records looks for its way, and a record is one line.
 */
const isOddlyWritten = (text: string): boolean =>
  text.includes('\\u') || text.includes('\\/') || text.includes('\n') || mayHavePrototypeKey(text)

const isObject = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
