/** A send at least this slow keeps its broker from being chosen for so long. */
export interface LatencyStep {
  readonly latencyMs: number
  readonly avoidForMs: number
}

/**
 * How long slow brokers are avoided, slowest first.
 *
 * Source: apache/rocketmq `client/.../latency/MQFaultStrategy.java`.
 */
export const DEFAULT_LATENCY_STEPS: readonly LatencyStep[] = [
  { latencyMs: 15_000, avoidForMs: 30_000 },
  { latencyMs: 5_000, avoidForMs: 10_000 },
  { latencyMs: 3_000, avoidForMs: 6_000 },
  { latencyMs: 1_800, avoidForMs: 5_000 },
  { latencyMs: 550, avoidForMs: 2_000 },
]

/** A failed send counts as one that took this long. */
const FAILURE_LATENCY_MS = 10_000

interface Fault {
  readonly latencyMs: number
  readonly avoidedUntil: number
}

/**
 * Remembers which brokers were slow or failed lately, so that the next sends go elsewhere. Time is handed in: it keeps
 * no clock. One entry per broker, gone when the broker is well again or {@link FaultAvoidance.forget | forgotten}.
 */
export class FaultAvoidance {
  readonly #steps: readonly LatencyStep[]
  readonly #faults = new Map<string, Fault>()

  constructor(steps: readonly LatencyStep[] = DEFAULT_LATENCY_STEPS) {
    this.#steps = [...steps].sort((a, b) => b.latencyMs - a.latencyMs)
  }

  /** A send succeeded and took `latencyMs`. */
  recordSuccess(brokerName: string, latencyMs: number, now: number): void {
    const avoidForMs = this.#steps.find((step) => latencyMs >= step.latencyMs)?.avoidForMs ?? 0
    if (avoidForMs === 0) this.#faults.delete(brokerName)
    else this.#faults.set(brokerName, { latencyMs, avoidedUntil: now + avoidForMs })
  }

  /** A send failed. */
  recordFailure(brokerName: string, now: number): void {
    this.recordSuccess(brokerName, FAILURE_LATENCY_MS, now)
  }

  isAvailable(brokerName: string, now: number): boolean {
    const fault = this.#faults.get(brokerName)
    return fault === undefined || now >= fault.avoidedUntil
  }

  /**
   * The brokers worth trying: those that are well; when none is, the one that has been avoided for the least latency,
   * because a slow broker is better than none.
   */
  preferred(brokerNames: readonly string[], now: number): readonly string[] {
    const well = brokerNames.filter((name) => this.isAvailable(name, now))
    if (well.length > 0) return well
    const latencyOf = (name: string): number => this.#faults.get(name)?.latencyMs ?? 0
    return [...brokerNames].sort((a, b) => latencyOf(a) - latencyOf(b)).slice(0, 1)
  }

  /** A broker is gone. */
  forget(brokerName: string): void {
    this.#faults.delete(brokerName)
  }
}
