import { arq } from './arq.js'
import { bullmq } from './bullmq.js'
import { perfTest } from './perf-test.js'
import { raw } from './raw.js'

/** @type {Readonly<Record<import('../contract.d.ts').ContestantName, import('../contract.d.ts').Contestant>>} */
export const CONTESTANTS = { raw, arq, bullmq, 'perf-test': perfTest }
