import type { RemotingResponse } from '../../src/remoting/command.js'

/** Who was asked, in tests. */
export const ABOUT = { address: '10.0.0.1:10911', topic: 'orders' }

/** A server's answer; success with nothing in it, unless told otherwise. */
export function answer(
  parts: {
    code?: number
    remark?: string
    ext?: Record<string, string>
    body?: string | Buffer
  } = {},
): RemotingResponse {
  const { code = 0, remark, ext = {}, body = '' } = parts
  return { code, remark, ext, body: Buffer.from(body) }
}

/** A request's body as text. */
export function bodyText({ body }: { readonly body?: Uint8Array }): string {
  return Buffer.from(body ?? []).toString()
}
