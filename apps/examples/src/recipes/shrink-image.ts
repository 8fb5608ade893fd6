import { readFile, writeFile } from 'node:fs/promises'

import type { ThreadContext } from '@arq/core'

interface Image {
  readonly width: number
  readonly height: number
  /** Red, green and blue of each pixel. */
  readonly bytes: Uint8Array
}

/** Runs in a thread: makes an image smaller by a whole factor. Both are files in the format PPM. */
// oxlint-disable-next-line import/no-default-export -- the export that a task takes when it names none
export default async function shrinkImage(
  ctx: ThreadContext,
  from: string,
  to: string,
  factor: number,
): Promise<{ width: number; height: number }> {
  const image = shrunk(readPpm(await readFile(from)), factor)
  ctx.signal.throwIfAborted()
  const { width, height, bytes } = image
  await writeFile(to, Buffer.concat([Buffer.from(`P6\n${width} ${height}\n255\n`), bytes]))
  return { width, height }
}

function readPpm(file: Buffer): Image {
  const head = /^P6\s+(\d+)\s+(\d+)\s+255\s/.exec(file.toString('latin1', 0, 100))
  if (head === null) throw new Error('it is no PPM image')
  const bytes = file.subarray(head[0].length)
  return { width: Number(head[1]), height: Number(head[2]), bytes }
}

/** The mean of each square of pixels. */
function shrunk({ width, height, bytes }: Image, factor: number): Image {
  const small = { width: Math.floor(width / factor), height: Math.floor(height / factor) }
  const out = new Uint8Array(small.width * small.height * 3)
  for (let at = 0; at < out.length; at += 1) {
    const [x, y, colour] = [
      Math.floor(at / 3) % small.width,
      Math.floor(at / 3 / small.width),
      at % 3,
    ]
    let sum = 0
    for (let dy = 0; dy < factor; dy += 1) {
      for (let dx = 0; dx < factor; dx += 1) {
        sum += bytes[((y * factor + dy) * width + x * factor + dx) * 3 + colour] ?? 0
      }
    }
    out[at] = Math.round(sum / factor ** 2)
  }
  return { ...small, bytes: out }
}
