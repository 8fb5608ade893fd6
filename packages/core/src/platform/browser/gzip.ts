interface ByteStream {
  readonly readable: ReadableStream<Uint8Array>
  readonly writable: WritableStream<Uint8Array>
}

export const gzip = (body: Uint8Array): Promise<Uint8Array> =>
  through(new CompressionStream('gzip'), body, Infinity)

export const gunzip = (body: Uint8Array, mostBytes: number): Promise<Uint8Array> =>
  through(new DecompressionStream('gzip'), body, mostBytes)

async function through(stream: ByteStream, body: Uint8Array, most: number): Promise<Uint8Array> {
  // Fails when reading does, and reading is what we wait for.
  write(stream.writable, body).catch(() => undefined)
  const chunks: Uint8Array[] = []
  let length = 0
  const reader = stream.readable.getReader()
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    length += next.value.length
    if (length > most) {
      await reader.cancel()
      throw new RangeError(`more than ${String(most)} bytes`)
    }
    chunks.push(next.value)
  }
  return joined(chunks, length)
}

async function write(writable: WritableStream<Uint8Array>, body: Uint8Array): Promise<void> {
  const writer = writable.getWriter()
  await writer.write(body)
  await writer.close()
}

function joined(chunks: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length)
  let start = 0
  for (const chunk of chunks) {
    bytes.set(chunk, start)
    start += chunk.length
  }
  return bytes
}
