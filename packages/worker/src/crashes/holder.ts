import * as v from 'valibot'

import { isProcessGone, machineName, processId } from '#platform'

/** Names one worker, and where its process can be looked for. */
export interface WorkerIdentity {
  readonly workerId: string
  /** Where process ids mean the same: the running system of a machine, or a container on it. */
  readonly machine: string
  readonly pid: number
}

/** What a job that runs alone carries: who took it, and what became of those that had it before. */
export interface Holder extends WorkerIdentity {
  /** How often the job came back although its worker lived: its connection had broken. */
  readonly cuts: number
  /** How often it came back and nobody could tell whether its worker had died. */
  readonly doubts: number
}

const schema = v.object({
  workerId: v.string(),
  machine: v.string(),
  pid: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  cuts: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  doubts: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
})

/** As a header: every transport carries texts. */
export const encodeHolder = ({ workerId, machine, pid, cuts, doubts }: Holder): string =>
  JSON.stringify({ workerId, machine, pid, cuts, doubts })

/** `undefined`: nobody took the job to run it alone, or whoever did cannot be read. */
export function decodeHolder(header: unknown): Holder | undefined {
  if (typeof header !== 'string') return undefined
  try {
    return v.parse(schema, JSON.parse(header))
  } catch {
    return undefined
  }
}

export const thisProcess = (workerId: string): WorkerIdentity => ({
  workerId,
  machine: machineName(),
  pid: processId(),
})

/** Whether that worker has died beyond doubt, as far as this process can see. */
export function isKnownDead({ machine, pid }: WorkerIdentity, self: WorkerIdentity): boolean {
  if (machine !== self.machine || pid === self.pid) return false
  return isProcessGone(pid)
}
