import { createRequire } from 'node:module'

import type { BodyReader } from './compression-codec.js'

/** The package that reads zstd where Node cannot: in JavaScript, and it only reads. */
export const ZSTD_PACKAGE = 'fzstd'

/** What of `fzstd` is used here. */
interface Fzstd {
  readonly Decompress: new (onChunk: (chunk: Uint8Array) => void) => {
    push(bytes: Uint8Array, isLast: boolean): void
  }
}

/** How packages are found; tests have others. */
interface Packages {
  resolve(name: string): string
  (name: string): unknown
}

/**
 * zstd by the optional package `fzstd`; `undefined` where it is not installed. It is loaded for the first body that needs
 * it.
 */
export function zstdByPackage(
  packages: Packages = createRequire(import.meta.url),
): BodyReader | undefined {
  try {
    packages.resolve(ZSTD_PACKAGE)
  } catch {
    return undefined
  }
  return {
    type: 'zstd',
    decompress: (body, maxBytes) => decompress(packages(ZSTD_PACKAGE) as Fzstd, body, maxBytes),
  }
}

function decompress({ Decompress }: Fzstd, body: Uint8Array, maxBytes: number): Buffer {
  const chunks: Uint8Array[] = []
  let length = 0
  const stream = new Decompress((chunk) => {
    length += chunk.length
    if (length > maxBytes) {
      const error = new RangeError(`more than ${maxBytes} bytes`)
      throw Object.assign(error, { code: 'ERR_BUFFER_TOO_LARGE' })
    }
    chunks.push(chunk)
  })
  stream.push(body, true)
  return Buffer.concat(chunks, length)
}
