import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import path from 'node:path'

/** Files that several processes write and read, as far as core needs them. */
export interface FileAccess {
  /** Parts of a path as one. */
  join(...parts: readonly string[]): string
  /** With the folders above it; also where it is there. */
  makeFolder(folder: string): Promise<void>
  /** Whole or not at all, also when the machine loses its power: under another name first. */
  writeWhole(file: string, parts: readonly Uint8Array[]): Promise<void>
  /** @returns `undefined` where there is none */
  read(file: string): Promise<Uint8Array | undefined>
  /** Its first bytes. @returns `undefined` where there is none */
  readHead(file: string, bytes: number): Promise<Uint8Array | undefined>
  /** Also where there is none. */
  remove(file: string): Promise<void>
  /** Names in a folder; none where there is no such folder. */
  names(folder: string): Promise<readonly string[]>
  /** When it was last written, milliseconds since 1970. @returns `undefined` where there is none */
  writtenMs(file: string): Promise<number | undefined>
}

/** What {@link FileAccess.writeWhole} writes under, until it is whole. */
const UNFINISHED = '.tmp'

/** It may be of another realm, as in a test runner. */
const isAbsent = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT'

async function ifThere<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work
  } catch (error) {
    if (isAbsent(error)) return undefined
    throw error
  }
}

async function writeWhole(file: string, parts: readonly Uint8Array[]): Promise<void> {
  const unfinished = `${file}.${randomUUID()}${UNFINISHED}`
  try {
    const handle = await open(unfinished, 'wx')
    try {
      for (const part of parts) await handle.writeFile(part)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(unfinished, file)
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined)
    throw error
  }
  await syncFolder(path.dirname(file))
}

/** The new name is only then on the disk. Windows cannot, and needs none. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r')
    try {
      await handle.sync()
    } finally {
      await handle.close()
    }
  } catch {
    // Not every file system can.
  }
}

async function readHead(file: string, bytes: number): Promise<Uint8Array | undefined> {
  const handle = await ifThere(open(file, 'r'))
  if (!handle) return undefined
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytes), 0, bytes, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}

/** Absent where there are no files. */
export const files: FileAccess | undefined = {
  join: (...parts) => path.join(...parts),
  makeFolder: async (folder) => void (await mkdir(folder, { recursive: true })),
  writeWhole,
  read: (file) => ifThere(readFile(file)),
  readHead,
  remove: (file) => rm(file, { force: true }),
  names: async (folder) => (await ifThere(readdir(folder))) ?? [],
  writtenMs: async (file) => (await ifThere(stat(file)))?.mtimeMs,
}
