import { task } from '@arq/core'
import { threadPool } from '@arq/threads'
import { Worker } from '@arq/worker'

import { newResultStore, newTransport } from './servers.js'
import type * as shrink from './shrink-image.js'

const shrinkImage = task<typeof shrink>({
  name: 'shrink_image',
  file: new URL('./shrink-image.js', import.meta.url),
  timeout: '2m',
})

await Worker.run({
  functions: [shrinkImage],
  // As many as there are threads: a job that waits for a thread would wait in a slot, and its time would run.
  maxConcurrentJobs: 2,
  threads: threadPool({ maxThreads: 2, maxHeapMb: 512 }),
  transport: newTransport(),
  resultStore: newResultStore(),
})
