import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** What `fleet-process.js` takes. */
export interface FleetOrders {
  readonly rabbitUrl: string
  /** Absent: without a result store. */
  readonly redisUrl?: string | undefined
  /** Of the result store. Default: `lean`. */
  readonly layout?: 'lean' | 'python'
  readonly keyPrefix: string
  readonly queueName: string
  readonly type: 'quorum' | 'classic'
  /** When the cron job of the task `tick` comes. Absent: never. */
  readonly tickPattern?: string
  /** How the task `poison` ends its process. */
  readonly how?: 'kill' | 'exit' | 'memory'
  /** Further settings of the worker, as JSON can carry them. */
  readonly settings?: Readonly<Record<string, unknown>>
}

/** What became of the copies of one suspect in `arq.again.<queue>`, as counted by the workers. */
interface AgainCounts {
  /** Confirmed by the broker. */
  copied: number
  /** Handed out as a message that nobody had before. */
  unmarked: number
  /** Handed out as redelivered. */
  marked: number
}

/** Worker processes that a supervisor keeps alive, and what their jobs did, as told by themselves. */
export class Fleet {
  readonly began = new Map<string, number>()
  readonly ended = new Map<string, number>()
  /** The tries of each job that were begun, in their order. */
  readonly tries = new Map<string, number[]>()
  /** Jobs that began while an earlier run of theirs was with a worker that nobody had killed. */
  readonly begunTwice: string[] = []
  readonly again = new Map<string, AgainCounts>()
  readonly lines: string[] = []
  /** How often a worker died without having been told to. */
  deaths = 0
  readonly #orders: FleetOrders
  readonly #environment: Readonly<Record<string, string>>
  readonly #workers: ChildProcess[] = []
  readonly #runners = new Map<string, ChildProcess[]>()
  #onChange: () => void = () => undefined

  constructor(orders: FleetOrders, environment: Readonly<Record<string, string>> = {}) {
    this.#orders = orders
    this.#environment = environment
  }

  start(count: number): void {
    for (let n = 0; n < count; n += 1) this.#startOne()
  }

  /** Resolves when it holds; looked at after each line that a worker has said. */
  async until(isTrue: () => boolean): Promise<void> {
    while (!isTrue()) await new Promise<void>((resolve) => (this.#onChange = resolve))
  }

  /** Ends each worker in order, one after the other, and starts another one in its place. */
  async restartAll(): Promise<void> {
    for (const worker of [...this.#workers]) {
      this.#forget(worker)
      expectOk(await ended(worker, 'SIGTERM'))
      const ready = this.linesWith('waiting for jobs').length
      this.#startOne()
      await this.until(() => this.linesWith('waiting for jobs').length > ready)
    }
  }

  async stop(): Promise<void> {
    for (const worker of [...this.#workers]) {
      this.#forget(worker)
      expectOk(await ended(worker, 'SIGTERM'))
    }
  }

  /** Kills the oldest worker; the supervisor starts another one. */
  killOldest(): void {
    this.#workers[0]?.kill('SIGKILL')
  }

  /** For tests that fail: nothing of it is left. */
  async kill(): Promise<void> {
    for (const worker of [...this.#workers]) {
      this.#forget(worker)
      await ended(worker, 'SIGKILL')
    }
  }

  linesWith(words: string): readonly string[] {
    return this.lines.filter((line) => line.includes(words))
  }

  /** The counts in the last lines of all workers that have ended in order, summed up. */
  summaries(): Readonly<Record<string, number>> {
    const sums: Record<string, number> = {}
    for (const line of this.linesWith('Stopped: ')) {
      for (const [, count, what = ''] of line.matchAll(
        /(\d+) (completed|failed|retried|aborted|handed back|ongoing)/g,
      )) {
        sums[what] = (sums[what] ?? 0) + Number(count)
      }
    }
    return sums
  }

  #startOne(): void {
    const program = fileURLToPath(new URL('./fleet-process.js', import.meta.url))
    const orders = JSON.stringify(this.#orders)
    const worker = spawn(process.execPath, ['--max-old-space-size=60', program, orders], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NODE_OPTIONS: '', ...this.#environment },
    })
    this.#workers.push(worker)
    createInterface({ input: worker.stdout }).on('line', (line) => {
      const [word, jobId = '', jobTry] = line.split(' ')
      if (word === 'copied' || word === 'unmarked' || word === 'marked') {
        const counts = this.again.get(jobId) ?? { copied: 0, unmarked: 0, marked: 0 }
        counts[word] += 1
        this.again.set(jobId, counts)
        return
      }
      if (word === 'began') {
        this.tries.set(jobId, [...(this.tries.get(jobId) ?? []), Number(jobTry)])
        this.#noteRunner(jobId, worker)
      }
      const told = word === 'began' ? this.began : this.ended
      told.set(jobId, (told.get(jobId) ?? 0) + 1)
      this.#onChange()
    })
    createInterface({ input: worker.stderr }).on('line', (line) => {
      this.lines.push(line)
      this.#onChange()
    })
    worker.on('close', () => {
      if (!this.#workers.includes(worker)) return
      this.deaths += 1
      this.#forget(worker)
      this.#startOne()
    })
  }

  /** What a killed worker had said is read late, maybe after the news of the worker that runs its job again. */
  #noteRunner(jobId: string, worker: ChildProcess): void {
    const earlier = this.#runners.get(jobId) ?? []
    if (!worker.killed && earlier.some((other) => !other.killed)) this.begunTwice.push(jobId)
    this.#runners.set(jobId, [...earlier, worker])
  }

  #forget(worker: ChildProcess): void {
    this.#workers.splice(this.#workers.indexOf(worker), 1)
  }
}

async function ended(worker: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  const closed = once(worker, 'close')
  worker.kill(signal)
  await closed
  return worker.exitCode
}

function expectOk(code: number | null): void {
  if (code !== 0) throw new Error(`a worker that was told to stop ended with ${String(code)}`)
}
