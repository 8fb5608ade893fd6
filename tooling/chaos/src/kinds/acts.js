import { giveSignal } from './signals/act.js'
import { readChunks, sendMessages } from './streams/act.js'

/**
 * What clients do with jobs that are there, beside enqueueing them.
 * @type {Readonly<Record<import('../contract.d.ts').ActName, import('./kind.d.ts').KindAct>>}
 */
export const ACTS = { signal: giveSignal, read: readChunks, send: sendMessages }
