/** The time as the adapter under test sees it: with one, no test waits for it. `ManualClock` of `@arq/memory` fits. */
export interface TestClock {
  /** Milliseconds since 1970. */
  now(): number
  /** Moves it on, and lets what falls due on the way happen. */
  advance(ms: number): Promise<void>
}
