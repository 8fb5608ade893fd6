declare const types: unique symbol

/** A task as those see it who enqueue it: its name, what callers give `I`, and what they get back `R`. */
export interface EnqueueableTask<I = never, R = unknown> {
  readonly name: string
  /** Tells a task from a plain function, which has a name too. */
  readonly run: (...args: never[]) => unknown
  /** Never there at run time: carries the types. */
  readonly [types]?: { input: (input: I) => void; result: R }
}
