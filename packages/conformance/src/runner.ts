/** Declares one test. jest's, vitest's, mocha's and node:test's `it` fit. */
export interface ItFunction {
  (title: string, run: () => Promise<void>, timeoutMs?: number): unknown
  /** Used for what an adapter cannot do, where the runner has it, so that its report counts them. */
  readonly skip?: (title: string, run: () => Promise<void>) => unknown
}

/** The test runner, passed in, so that the suites depend on none. */
export interface Runner {
  readonly describe: (title: string, define: () => void) => unknown
  readonly it: ItFunction
}
