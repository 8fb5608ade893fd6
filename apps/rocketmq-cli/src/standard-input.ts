import type { Input } from './program.js'

/** All of standard input, as one. */
export async function* readAll(input: Input): AsyncGenerator<Uint8Array, void, undefined> {
  const chunks: Uint8Array[] = []
  for await (const chunk of input.chunks()) chunks.push(chunk)
  yield Buffer.concat(chunks)
}

const LINE_END = 0x0a
const CARRIAGE_RETURN = 0x0d

/** Each line of standard input as its bytes, as soon as it is there; empty ones are left out. */
export async function* readLines(input: Input): AsyncGenerator<Uint8Array, void, undefined> {
  let rest: Uint8Array = new Uint8Array()
  for await (const chunk of input.chunks()) {
    let begin = 0
    for (let end = chunk.indexOf(LINE_END); end !== -1; end = chunk.indexOf(LINE_END, begin)) {
      const line = trimmed(Buffer.concat([rest, chunk.subarray(begin, end)]))
      rest = new Uint8Array()
      begin = end + 1
      if (line.length > 0) yield line
    }
    rest = Buffer.concat([rest, chunk.subarray(begin)])
  }
  if (rest.length > 0) yield trimmed(rest)
}

/** As Windows ends its lines. */
const trimmed = (line: Uint8Array): Uint8Array =>
  line.at(-1) === CARRIAGE_RETURN ? line.subarray(0, -1) : line
