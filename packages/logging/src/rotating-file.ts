import { type FileHandle, open, rename, stat } from 'node:fs/promises'

import { toError } from '@arq/core'

/** Lines that wait for a slow disk, in characters; beyond it new ones are lost rather than the process's memory. */
const MAX_WAITING = 8 * 1024 * 1024
/** One write. */
const MAX_CHUNK = 256 * 1024

export interface RotatingFileOptions {
  readonly path: string
  /** `Infinity`: never rotated. */
  readonly maxSizeBytes: number
  /** The current one included. */
  readonly maxFiles: number
  /** The file can no longer be written; said once until it can be again. */
  readonly onFailure: (error: Error) => void
  readonly onRecovery: (lostLines: number) => void
}

/**
 * Appends lines to a file. When it is full it becomes `<path>.1`, that becomes `<path>.2`, and so on; the oldest goes.
 * A line is never split between two files. A failing disk costs lines, never the process: every further write tries
 * again. (winston's own file transport loses the lines that are waiting when it rotates, and says nothing of errors.)
 */
export class RotatingFile {
  readonly #options: RotatingFileOptions
  #waiting: string[] = []
  #waitingLength = 0
  #lostLines = 0
  #hasFailed = false
  #handle: FileHandle | undefined
  #size = 0
  #writing: Promise<void> | undefined

  constructor(options: RotatingFileOptions) {
    this.#options = options
  }

  /** Takes a line without its end. It is written as soon as the disk allows, in order. */
  append(line: string): void {
    if (this.#waitingLength > MAX_WAITING) {
      this.#lostLines += 1
      return
    }
    this.#waiting.push(line)
    this.#waitingLength += line.length + 1
    this.#writing ??= this.#writeAll().finally(() => (this.#writing = undefined))
  }

  /** Resolves when every line that was taken is in the file, or lost and reported. */
  async close(): Promise<void> {
    await this.#writing
    await this.#closeHandle()
  }

  async #writeAll(): Promise<void> {
    // The lines of this turn of the event loop go together.
    await Promise.resolve()
    while (this.#waiting.length > 0) {
      const lines = this.#takeChunk()
      try {
        await this.#write(lines)
        this.#reportRecovery()
      } catch (error) {
        this.#lostLines += lines.length
        await this.#closeHandle()
        this.#reportFailure(toError(error))
      }
    }
  }

  /** As many lines as fit into one write; at least one. */
  #takeChunk(): readonly string[] {
    let length = 0
    let count = 0
    for (const line of this.#waiting) {
      if (count > 0 && length + line.length + 1 > MAX_CHUNK) break
      length += line.length + 1
      count += 1
    }
    this.#waitingLength -= length
    return this.#waiting.splice(0, count)
  }

  async #write(lines: readonly string[]): Promise<void> {
    let chunk: Buffer[] = []
    let bytes = 0
    for (const line of lines) {
      const encoded = Buffer.from(`${line}\n`)
      await this.#open()
      const size = this.#size + bytes
      if (size > 0 && size + encoded.length > this.#options.maxSizeBytes) {
        await this.#append(chunk)
        chunk = []
        bytes = 0
        await this.#rotate()
      }
      chunk.push(encoded)
      bytes += encoded.length
    }
    await this.#append(chunk)
  }

  async #open(): Promise<void> {
    if (this.#handle) return
    const handle = await open(this.#options.path, 'a')
    this.#handle = handle
    this.#size = (await handle.stat()).size
  }

  async #append(chunk: readonly Buffer[]): Promise<void> {
    if (chunk.length === 0) return
    await this.#open()
    const bytes = Buffer.concat(chunk)
    await this.#handle?.appendFile(bytes)
    this.#size += bytes.length
  }

  async #rotate(): Promise<void> {
    await this.#closeHandle()
    const { path, maxFiles } = this.#options
    let number = 1
    while (number < maxFiles - 1 && (await exists(`${path}.${number}`))) number += 1
    // From the oldest on; where there are enough already, the oldest is overwritten.
    for (; maxFiles > 1 && number > 0; number -= 1) {
      await rename(number === 1 ? path : `${path}.${number - 1}`, `${path}.${number}`)
    }
    if (maxFiles === 1) await truncate(path)
    await this.#open()
  }

  async #closeHandle(): Promise<void> {
    const handle = this.#handle
    this.#handle = undefined
    // What it could not write has been reported by the write itself.
    await handle?.close().catch(() => undefined)
  }

  #reportFailure(error: Error): void {
    if (this.#hasFailed) return
    this.#hasFailed = true
    this.#options.onFailure(error)
  }

  #reportRecovery(): void {
    if (!this.#hasFailed && this.#lostLines === 0) return
    const lostLines = this.#lostLines
    this.#hasFailed = false
    this.#lostLines = 0
    this.#options.onRecovery(lostLines)
  }
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

async function truncate(path: string): Promise<void> {
  const handle = await open(path, 'w')
  await handle.close()
}
