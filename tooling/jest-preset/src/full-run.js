/**
 * Whether `npm run test:full` runs. What proves once more, at a greater size or with many restarts of a
 * broker, what `npm test` proves in short, belongs to it alone.
 */
export const isFullRun = process.env['ARQ_TEST_FULL'] === '1'
