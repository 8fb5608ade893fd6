import { toError } from '@arq/core'

import { Refusal } from '../refusal.js'
import { texts } from '../texts.js'

/**
 * The JSON of a request; `{}` where it has no body.
 * @throws Refusal `not_json`, `too_large`
 */
export async function readJson(request: Request, limitBytes: number): Promise<unknown> {
  const text = await readText(request, limitBytes)
  if (text.trim() === '') return {}
  // A form of another site can send text, but not this type without being asked first.
  const type = request.headers.get('content-type') ?? ''
  if (!/^application\/json\s*(?:;|$)/i.test(type)) throw new Refusal('not_json', texts.notJson())
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Refusal('not_json', texts.notReadable({ reason: toError(error).message }))
  }
}

async function readText(request: Request, limitBytes: number): Promise<string> {
  const stream = request.body as Request['body'] | undefined
  // Firefox gives no stream of a request that was made in a page.
  if (stream === undefined) return readWhole(request, limitBytes)
  if (!stream) return ''
  const decoder = new TextDecoder()
  let bytes = 0
  let text = ''
  // It is one of bytes, whatever its declaration says.
  for await (const chunk of stream as ReadableStream<Uint8Array>) {
    bytes += chunk.byteLength
    if (bytes > limitBytes) throw tooLarge(limitBytes)
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}

async function readWhole(request: Request, limitBytes: number): Promise<string> {
  const bytes = await request.arrayBuffer()
  if (bytes.byteLength > limitBytes) throw tooLarge(limitBytes)
  return new TextDecoder().decode(bytes)
}

const tooLarge = (most: number): Refusal => new Refusal('too_large', texts.tooLarge({ most }))
