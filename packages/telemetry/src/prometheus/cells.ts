import type { Metric, Registry } from 'prom-client'

type Labels = Readonly<Record<string, string>>

interface Value {
  readonly value: number
  readonly labels: Readonly<Record<string, string | number>>
  readonly metricName?: string
}

interface CellsParts {
  readonly name: string
  readonly help: string
  readonly registry: Registry
}

/**
 * What a registry of prom-client needs of a metric. Those of prom-client build a key of the labels at each call, which
 * costs more than all else that is counted of a job; a cell is looked up once for each series and kept by its user.
 */
abstract class Cells {
  readonly name: string
  readonly help: string
  abstract readonly type: 'counter' | 'histogram'
  readonly aggregator = 'sum'

  constructor({ name, help, registry }: CellsParts) {
    this.name = name
    this.help = help
    // It asks for nothing but what stands here; its type is a union of prom-client's own classes.
    registry.registerMetric(this as unknown as Metric)
  }

  protected abstract readonly values: readonly Value[]
  abstract reset(): void

  async get() {
    const { name, help, type, aggregator, values } = this
    return Promise.resolve({ name, help, type, aggregator, values })
  }
}

export interface CounterCell {
  value: number
}

/** A counter whose series are counted up by their cells. */
export class CounterCells extends Cells {
  readonly type = 'counter'
  readonly #cells: (CounterCell & { readonly labels: Labels })[] = []

  /** A new series: labels may be asked for once. */
  cell(labels: Labels): CounterCell {
    const cell = { labels, value: 0 }
    this.#cells.push(cell)
    return cell
  }

  reset(): void {
    for (const cell of this.#cells) cell.value = 0
  }

  protected get values(): readonly Value[] {
    return this.#cells.map(({ labels, value }) => ({ labels, value }))
  }
}

/** The series of a histogram. */
export class HistogramCell {
  readonly labels: Labels
  readonly #bounds: readonly number[]
  /** Of each bucket alone; the last one has what no bound holds. */
  readonly #counts: number[]
  #sum = 0

  constructor(labels: Labels, bounds: readonly number[]) {
    this.labels = labels
    this.#bounds = bounds
    this.#counts = Array.from({ length: bounds.length + 1 }, () => 0)
  }

  observe(value: number): void {
    const bounds = this.#bounds
    let index = 0
    while (index < bounds.length && value > (bounds[index] ?? 0)) index += 1
    this.#counts[index] = (this.#counts[index] ?? 0) + 1
    this.#sum += value
  }

  reset(): void {
    this.#counts.fill(0)
    this.#sum = 0
  }

  /** As Prometheus wants it: a bucket has all that the smaller ones have. */
  values(name: string): readonly Value[] {
    const { labels } = this
    let count = 0
    const buckets = this.#counts.map((own, index): Value => {
      count += own
      const le = this.#bounds[index] ?? '+Inf'
      return { metricName: `${name}_bucket`, labels: { le, ...labels }, value: count }
    })
    return [
      ...buckets,
      { metricName: `${name}_sum`, labels, value: this.#sum },
      { metricName: `${name}_count`, labels, value: count },
    ]
  }
}

/** A histogram whose series are observed by their cells. */
export class HistogramCells extends Cells {
  readonly type = 'histogram'
  readonly #bounds: readonly number[]
  readonly #cells: HistogramCell[] = []

  constructor(parts: CellsParts, bounds: readonly number[]) {
    super(parts)
    this.#bounds = bounds
  }

  /** A new series: labels may be asked for once. */
  cell(labels: Labels): HistogramCell {
    const cell = new HistogramCell(labels, this.#bounds)
    this.#cells.push(cell)
    return cell
  }

  reset(): void {
    for (const cell of this.#cells) cell.reset()
  }

  protected get values(): readonly Value[] {
    return this.#cells.flatMap((cell) => cell.values(this.name))
  }
}
