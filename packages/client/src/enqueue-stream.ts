/**
 * Sends what a source gives, window by window, and gives the jobs in the same order. Holds one window at a time; takes
 * no further spec before the jobs of the last window have been taken.
 * What a source gave before it failed is sent; then its error is thrown.
 */
export async function* enqueueStream<S, J>(
  specs: Iterable<S> | AsyncIterable<S>,
  windowSize: number,
  send: (window: readonly S[], firstIndex: number) => Promise<readonly J[]>,
): AsyncGenerator<J, void, undefined> {
  let window: S[] = []
  let sent = 0
  async function* sendWindow(): AsyncGenerator<J, void, undefined> {
    const full = window
    const firstIndex = sent
    window = []
    sent += full.length
    yield* await send(full, firstIndex)
  }
  try {
    // Leaving the loop, by an error or because the consumer has had enough, also ends the source.
    for await (const spec of specs) {
      window.push(spec)
      if (window.length >= windowSize) yield* sendWindow()
    }
  } catch (error) {
    // Only a failing source leaves specs behind: a window that fails has been taken out before.
    if (window.length > 0) yield* sendWindow()
    throw error
  }
  if (window.length > 0) yield* sendWindow()
}
