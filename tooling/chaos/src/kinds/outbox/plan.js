/**
 * A row of an order and one of the outbox in one transaction, of which some are rolled back.
 * @type {import('../kind.d.ts').KindPlan['plan']}
 */
export function planOutbox(random) {
  return {
    failures: random.pick([0, 0, 0, 1]),
    throws: 'retry',
    // So long the transaction is open: a client may be killed in it.
    transaction: { lastsMs: random.octaves(1, 500), isRolledBack: random.next() < 0.3 },
  }
}
