import type { KeysView, UniqueView } from '../../../src/contract/index.js'
import { type Ago, jobIdOf } from './fake-data.js'
import { EVIL } from './fake-jobs.js'

const SHORT = { running: 1, coming: 0, waiting: 0, limit: null, isSet: false } as const

/** One tenant with ten thousand jobs, others with few, and one that is stopped. */
export const FAKE_KEYS: KeysView = {
  keys: [
    {
      ...SHORT,
      name: 'import_file',
      key: 'acme',
      running: 5,
      waiting: 10_412,
      limit: 5,
      isSet: true,
    },
    { ...SHORT, name: 'import_file', key: '上海商店', running: 2, coming: 1, waiting: 3, limit: 3 },
    { ...SHORT, name: 'send_webhook', key: EVIL, running: 0, waiting: 12, limit: 0, isSet: true },
    { ...SHORT, name: 'send_webhook', key: 'a-key-without-any-place-to-break-it-in-two' },
  ],
  isComplete: true,
}

export const fakeUnique = (ago: Ago): UniqueView => ({
  keys: [
    {
      ...{ task: 'sync_customer', key: 'customer:4711' },
      running: { jobId: jobIdOf(1), queue: 'default', due: ago(4_000), calls: 1 },
      waiting: { jobId: jobIdOf(5), queue: 'default', due: ago(-26_000), calls: 1_204 },
    },
    {
      ...{ task: 'reindex', key: '目录', running: null },
      waiting: { jobId: jobIdOf(6), queue: 'images', due: ago(-3_000), calls: 2 },
    },
  ],
  next: 'more',
})
