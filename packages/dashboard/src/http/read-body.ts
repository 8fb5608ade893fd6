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
  if (!request.body) return ''
  const decoder = new TextDecoder()
  let bytes = 0
  let text = ''
  // It is one of bytes, whatever its declaration says.
  for await (const chunk of request.body as ReadableStream<Uint8Array>) {
    bytes += chunk.byteLength
    if (bytes > limitBytes) throw new Refusal('too_large', texts.tooLarge({ most: limitBytes }))
    text += decoder.decode(chunk, { stream: true })
  }
  return text + decoder.decode()
}
