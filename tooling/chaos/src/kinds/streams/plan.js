/**
 * A job that writes chunks and waits for messages, a client that sends them, and one that reads the chunks.
 * @type {import('../kind.d.ts').KindPlan['plan']}
 */
export function planStreams(random, { first, clients }) {
  const messages = random.between(0, 4)
  const act = (/** @type {'read' | 'send'} */ name, /** @type {number} */ afterMs) => ({
    act: name,
    client: random.between(0, clients - 1),
    atMs: first.atMs + afterMs,
  })
  const reading = act('read', random.between(0, 3000))
  const sending = act('send', random.between(0, 1500))
  return {
    calls: messages > 0 ? [first, reading, sending] : [first, reading],
    failures: random.pick([0, 0, 1, 2]),
    throws: 'retry',
    stream: {
      chunks: random.between(1, 60),
      pauseMs: random.octaves(1, 100),
      messages,
      messagePauseMs: random.octaves(1, 500),
    },
  }
}
