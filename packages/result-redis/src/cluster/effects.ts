import type { JobSets } from './job-sets.js'

/** What writes change beside the records, as the script tells it: see scripts/cluster-write-script.ts. */
export class Effects {
  readonly #changed = new Set<string>()
  readonly #gone = new Map<string, string[]>()
  readonly #resumed: string[] = []

  changed(jobId: string): void {
    this.#changed.add(jobId)
  }

  note(jobId: string, told: readonly string[]): void {
    for (const effect of told) {
      if (effect === 'changed') this.changed(jobId)
      else if (effect === 'goes on') this.#resumed.push(jobId)
      else this.#leaves(effect.slice('leaves '.length), jobId)
    }
  }

  /** What fails is a hint that nobody gets, or an id too many in a set. */
  async apply(sets: JobSets): Promise<void> {
    await sets.drop(this.#gone, this.#resumed)
    if (this.#changed.size > 0) await sets.tellChanged([...this.#changed])
  }

  #leaves(set: string, jobId: string): void {
    const ids = this.#gone.get(set)
    if (ids) ids.push(jobId)
    else this.#gone.set(set, [jobId])
  }
}
