/**
 * How long a statement of a migration may take, and one process wait for another that migrates: an hour. An index over a
 * hundred million rows takes minutes, and must not be cut short by the limit of a call that a worker waits for.
 */
export const MIGRATION_LIMIT_MS = 3_600_000
