import type { IncomingHttpHeaders } from 'node:http'

/** What a server has answered to one request. */
export interface S3Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
  /** The same as it came; {@link body} is empty where they were asked for. */
  readonly bytes: Uint8Array
  /** An earlier try of this request may have been carried out: its answer was lost. */
  readonly isRepeated: boolean
}

/** A part of an error's XML: `<Code>NoSuchKey</Code>`. */
export function xmlText({ body }: Pick<S3Answer, 'body'>, name: string): string | undefined {
  const found = new RegExp(`<${name}>([^<]*)</${name}>`).exec(body)?.[1]
  return found === undefined ? undefined : unescaped(found.trim())
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
}

const unescaped = (text: string): string =>
  text.replace(/&(amp|lt|gt|quot|apos);/g, (whole, name: string) => ENTITIES[name] ?? whole)

/** Amazon's own word for what is wrong; of an answer without one, such as a proxy's, its status. */
export const codeOf = (answer: Pick<S3Answer, 'status' | 'body'>): string =>
  xmlText(answer, 'Code') ?? `HTTP ${String(answer.status)}`

/** Another write of the same object is under way. Other conflicts (409) would stay. */
const IN_THE_WAY: ReadonlySet<string> = new Set([
  'ConditionalRequestConflict',
  'OperationAborted',
  'HTTP 409',
])

/** Whether an answer is one of those that a caller understands, and is about its object. */
export function isAsExpected(
  answer: Pick<S3Answer, 'status' | 'body'>,
  expected: readonly number[],
): boolean {
  if (!expected.includes(answer.status)) return false
  const code = codeOf(answer)
  return code !== 'NoSuchBucket' && (answer.status !== 409 || IN_THE_WAY.has(code))
}
