import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { until } from '@arq/tooling-services'

/** What the processes of a fleet are told: broker, store, prefix of its keys or tables, queue. */
export type FleetPlace = readonly [rabbitUrl: string, store: string, prefix: string, queue: string]

const PROGRAM = fileURLToPath(new URL('./flow-process.js', import.meta.url))

/** A line of a process: what it did for which job. */
interface Noted {
  readonly what: string
  readonly jobId: string
  readonly pid: number
}

/** Worker processes, of which one after the other is killed, and what they have done. */
export class FlowFleet {
  readonly #place: FleetPlace
  readonly #folder: string
  #workers: ChildProcess[] = []
  readonly killed = new Set<number>()

  static async start(place: FleetPlace, size: number): Promise<FlowFleet> {
    const fleet = new FlowFleet(place, await mkdtemp(join(tmpdir(), 'arq-flow-')))
    for (let count = 0; count < size; count += 1) fleet.#spawn()
    return fleet
  }

  private constructor(place: FleetPlace, folder: string) {
    this.#place = place
    this.#folder = folder
  }

  /** Kills the oldest process once the fleet has done more than it had, and starts another one. */
  async killOne(): Promise<void> {
    const before = (await this.notes()).length
    await until(async () => (await this.notes()).length > before + 20, {
      ...{ what: 'jobs that run', withinMs: 60_000 },
    })
    const [oldest, ...others] = this.#workers
    this.#workers = others
    if (oldest?.pid === undefined) throw new Error('no worker')
    this.killed.add(oldest.pid)
    const exited = once(oldest, 'exit')
    oldest.kill('SIGKILL')
    await exited
    this.#spawn()
  }

  async notes(): Promise<readonly Noted[]> {
    const text = await readFile(this.#witness, 'utf8').catch(() => '')
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const [what = '', jobId = '', pid] = line.split(' ')
        return { what, jobId, pid: Number(pid) }
      })
  }

  async end(): Promise<void> {
    for (const worker of this.#workers) {
      const exited = once(worker, 'exit')
      worker.kill('SIGKILL')
      await exited
    }
    await rm(this.#folder, { recursive: true })
  }

  get #witness(): string {
    return join(this.#folder, 'notes')
  }

  #spawn(): void {
    const child = spawn(process.execPath, [PROGRAM, ...this.#place, this.#witness], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, NODE_OPTIONS: '' },
    })
    this.#workers.push(child)
  }
}

/**
 * Starts of parents that were not to be: after an end of the same job, or beside a process that lives.
 * @param killed those whose starts may be repeated
 */
export function wrongStarts(
  notes: readonly Noted[],
  killed: ReadonlySet<number>,
): readonly string[] {
  const open = new Map<string, Noted>()
  const ended = new Set<string>()
  const wrong: string[] = []
  for (const note of notes) {
    const { what, jobId, pid } = note
    if (what === 'end') {
      open.delete(jobId)
      ended.add(jobId)
    }
    if (what !== 'start') continue
    const other = open.get(jobId)
    if (other && !killed.has(other.pid)) wrong.push(`${jobId} runs in ${String(other.pid)}, too`)
    // A run that ended in a process that was killed before it could say so is repeated.
    if (ended.has(jobId) && !killed.has(pidOfEnd(notes, jobId))) wrong.push(`${jobId} had ended`)
    open.set(jobId, { what, jobId, pid })
  }
  return wrong
}

const pidOfEnd = (notes: readonly Noted[], jobId: string): number =>
  notes.find((note) => note.what === 'end' && note.jobId === jobId)?.pid ?? 0
