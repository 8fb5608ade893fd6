import type { Runner } from './runner.js'

/** What one test works with: made for it alone, and cleaned up after it. */
export interface Bench {
  close(): Promise<void>
}

/** Declares the tests of one topic. */
export interface Suite<B extends Bench> {
  readonly test: (title: string, run: (bench: B) => Promise<void>) => void
  /** The same, but when `isSupported` is false its tests are skipped, and their titles say why. */
  readonly when: (isSupported: boolean, otherwise: string) => Suite<B>
}

export interface HarnessOptions<B extends Bench> {
  readonly openBench: () => B
  /** For one test, where the runner takes it from us. */
  readonly testTimeoutMs: number
}

/** Declares tests by a runner that was passed in; each gets a bench of its own. */
export function suiteOn<B extends Bench>({ it }: Runner, options: HarnessOptions<B>): Suite<B> {
  const suite: Suite<B> = {
    test: (title, run) => void it(title, () => runOnce(options, run), options.testTimeoutMs),
    when: (isSupported, otherwise) =>
      isSupported ? suite : { test: (title) => skip(it, title, otherwise), when: suite.when },
  }
  return suite
}

/** Loudly: a runner that cannot skip shows a test whose title says that it tested nothing. */
function skip(it: Runner['it'], title: string, reason: string): void {
  const declare = it.skip ?? it
  declare(`SKIPPED, ${reason}: ${title}`, () => Promise.resolve())
}

async function runOnce<B extends Bench>(
  { openBench }: HarnessOptions<B>,
  run: (bench: B) => Promise<void>,
): Promise<void> {
  const bench = openBench()
  try {
    await run(bench)
  } catch (error) {
    // The test's own failure is the one to read.
    await bench.close().catch(() => undefined)
    throw error
  }
  await bench.close()
}
