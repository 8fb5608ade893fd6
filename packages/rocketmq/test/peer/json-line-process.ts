import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { spawn } from 'node:child_process'
import { Socket } from 'node:net'
import { createInterface } from 'node:readline'

/** How much of what the process complains about is kept for an error. */
const COMPLAINT_CHARACTERS = 4_000

export interface ProcessCommand {
  readonly command: string
  readonly args: readonly string[]
  /** The first line that it is sent. */
  readonly settings: object
}

export interface RequestOptions {
  /** A request that has no result by then is rejected; the process may still be at work on it. */
  readonly withinMs: number
  /** What is said about the request before its result. */
  readonly onEvent?: (name: string, content: unknown) => void
}

interface Pending {
  readonly onEvent: RequestOptions['onEvent']
  resolve(result: unknown): void
  reject(error: Error): void
}

/** A process that takes requests and gives answers, each one line of JSON; many at a time. */
export class JsonLineProcess {
  readonly #process: ChildProcessWithoutNullStreams
  readonly #ended: Promise<void>
  readonly #pending = new Map<number, Pending>()
  #lastId = 0
  #complaints = ''

  constructor({ command, args, settings }: ProcessCommand) {
    this.#process = spawn(command, args)
    // A process that nobody closed does not keep this one alive; it then ends by itself.
    this.#process.unref()
    for (const stream of [this.#process.stdin, this.#process.stdout, this.#process.stderr]) {
      if (stream instanceof Socket) stream.unref()
    }
    this.#ended = new Promise((resolve) => {
      this.#process.once('error', (error) => {
        this.#complaints += error.message
        resolve()
      })
      this.#process.once('close', () => resolve())
    })
    void this.#ended.then(() => this.#rejectAll())
    this.#process.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#complaints = `${this.#complaints}${text}`.slice(-COMPLAINT_CHARACTERS)
    })
    // Writing to a process that has ended; its end is told to every request.
    this.#process.stdin.on('error', () => undefined)
    createInterface({ input: this.#process.stdout }).on('line', (line) => this.#hear(line))
    this.#write(settings)
  }

  /** Also rejects when the process ends, with what it complained about last. */
  request(
    op: string,
    parameters: object,
    { withinMs, onEvent }: RequestOptions,
  ): { readonly id: number; readonly result: Promise<unknown> } {
    this.#lastId += 1
    const id = this.#lastId
    const result = new Promise<unknown>((resolve, reject) => {
      const overdue = setTimeout(() => {
        this.#pending.delete(id)
        reject(new Error(`${op}: no result within ${withinMs / 1000} s\n${this.#complaints}`))
      }, withinMs)
      const settle = () => {
        clearTimeout(overdue)
        this.#pending.delete(id)
      }
      this.#pending.set(id, {
        onEvent,
        resolve: (value) => {
          settle()
          resolve(value)
        },
        reject: (error) => {
          settle()
          reject(error)
        },
      })
    })
    if (this.#process.exitCode !== null) this.#rejectAll()
    this.#write({ id, op, ...parameters })
    return { id, result }
  }

  /** Ends the process; what it was still asked is rejected. */
  async close(): Promise<void> {
    this.#process.ref()
    this.#process.stdin.end()
    await this.#ended
  }

  #write(content: object): void {
    this.#process.stdin.write(`${JSON.stringify(content)}\n`)
  }

  #hear(line: string): void {
    const { id, ...content } = asRecord(JSON.parse(line))
    const pending = this.#pending.get(Number(id))
    for (const [name, value] of Object.entries(content)) {
      if (name === 'result') pending?.resolve(value)
      else if (name === 'error') pending?.reject(errorFrom(value))
      else pending?.onEvent?.(name, value)
    }
  }

  #rejectAll(): void {
    const error = new Error(`${this.#process.spawnfile} ended\n${this.#complaints}`)
    for (const pending of this.#pending.values()) pending.reject(error)
  }
}

function errorFrom(value: unknown): Error {
  const { type, message } = asRecord(value)
  return new Error(`${String(type)}: ${String(message)}`)
}

function asRecord(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw new Error(`no object: ${String(value)}`)
  return { ...value }
}
