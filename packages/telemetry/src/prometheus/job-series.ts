import type { CounterCell, CounterCells, HistogramCell, HistogramCells } from './cells.js'

/** How an attempt ended. */
export type JobStatus = 'completed' | 'failed' | 'retried' | 'aborted' | 'handed_back' | 'suspended'

interface SeriesParts {
  readonly jobs: CounterCells
  readonly durations: HistogramCells
  readonly waits: HistogramCells
  readonly lateness: HistogramCells
}

/** What is counted of every job: the series of each queue and task, found once and kept. */
export class JobSeries {
  readonly #parts: SeriesParts
  readonly #queues = new Map<string, Map<string, SeriesOfTask>>()

  constructor(parts: SeriesParts) {
    this.#parts = parts
  }

  /** Labels, which are bounded in number: see `BoundedNames`. */
  of(queue: string, task: string): SeriesOfTask {
    return this.#queues.get(queue)?.get(task) ?? this.#add(queue, task)
  }

  #add(queue: string, task: string): SeriesOfTask {
    const tasks = this.#queues.get(queue) ?? new Map<string, SeriesOfTask>()
    this.#queues.set(queue, tasks)
    const series = new SeriesOfTask(this.#parts, { queue, task })
    tasks.set(task, series)
    return series
  }
}

/** The series of one task in one queue; each is there from the first job that it counts. */
export class SeriesOfTask {
  readonly #parts: SeriesParts
  readonly #labels: { readonly queue: string; readonly task: string }
  readonly #ends = new Map<JobStatus, CounterCell>()
  #duration: HistogramCell | undefined
  #wait: HistogramCell | undefined
  #lateness: HistogramCell | undefined

  constructor(parts: SeriesParts, labels: { readonly queue: string; readonly task: string }) {
    this.#parts = parts
    this.#labels = labels
  }

  started(waitMs: number, isDelayed: boolean): void {
    const { waits, lateness } = this.#parts
    if (isDelayed) this.#lateness ??= lateness.cell(this.#labels)
    else this.#wait ??= waits.cell(this.#labels)
    const cell = isDelayed ? this.#lateness : this.#wait
    cell?.observe(waitMs / 1000)
  }

  ended(status: JobStatus, durationMs: number | undefined): void {
    const cell = this.#ends.get(status) ?? this.#addEnd(status)
    cell.value += 1
    if (durationMs === undefined) return
    this.#duration ??= this.#parts.durations.cell(this.#labels)
    this.#duration.observe(durationMs / 1000)
  }

  #addEnd(status: JobStatus): CounterCell {
    const cell = this.#parts.jobs.cell({ ...this.#labels, status })
    this.#ends.set(status, cell)
    return cell
  }
}
