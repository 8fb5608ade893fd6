/**
 * An answer that is no success. With `status` and `headers` on it, arq knows what to do: 408, 425, 429 and 5xx are tried
 * again, after `Retry-After` if the answer has one; anything else is final.
 */
export class HttpError extends Error {
  override readonly name = 'HttpError'
  readonly status: number
  readonly headers: Headers

  constructor(response: Response) {
    super(`${String(response.status)} from ${response.url}`)
    this.status = response.status
    this.headers = response.headers
  }
}
