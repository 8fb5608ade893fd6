import { Retry } from '@arq/core'

/**
 * The default export: counts primes.
 * @param {import('@arq/core').ThreadContext<object>} ctx
 * @param {number} below
 */
export default function countPrimes(ctx, below) {
  let found = 0
  for (let number = 2; number < below; number += 1) {
    if (isPrime(number)) found += 1
  }
  ctx.progress({ found })
  ctx.logger.child({ step: 'count' }).info('counted', { found })
  return found
}

/** @param {number} number */
function isPrime(number) {
  for (let divisor = 2; divisor * divisor <= number; divisor += 1) {
    if (number % divisor === 0) return false
  }
  return true
}

/** @param {import('@arq/core').ThreadContext<{ region: string }>} ctx */
export function describeContext({ jobId, jobTry, headers, queueName, extra, startTime }) {
  return { jobId, jobTry, headers, queueName, region: extra.region, startTime }
}

/** @param {import('@arq/core').ThreadContext<{ pool: object }>} ctx */
export function usePool({ extra }) {
  return typeof extra.pool
}

/** @param {import('@arq/core').ThreadContext<object>} ctx */
export function retryOnce({ jobTry }) {
  if (jobTry === 1) throw new Retry({ defer: 0 })
  return jobTry
}

export function fail() {
  throw new TypeError('no such colour', { cause: new RangeError('too red') })
}

/** @param {import('@arq/core').ThreadContext<object>} ctx */
export function spin(ctx) {
  ctx.progress('spinning')
  for (;;);
}

/** @param {import('@arq/core').ThreadContext<object>} ctx */
export function tidyUp(ctx) {
  ctx.progress('spinning')
  return new Promise((resolve) => {
    const alive = setInterval(() => undefined, 1000)
    ctx.signal.addEventListener('abort', () => {
      clearInterval(alive)
      ctx.logger.info(`tidied up after ${ctx.signal.reason.code}`)
      resolve('tidied up')
    })
  })
}

export function exit() {
  process.exit(0)
}

export function throwLater() {
  setImmediate(() => {
    throw new Error('nobody caught it')
  })
  return new Promise(() => undefined)
}

export function devour() {
  const kept = []
  for (;;) kept.push(new Array(10_000).fill(kept.length))
}

export function returnFunction() {
  return () => 1
}

export const notAFunction = 42

/**
 * @param {unknown} _ctx
 * @param {number} ms
 */
export function computeFor(_ctx, ms) {
  const end = performance.now() + ms
  while (performance.now() < end);
  return 'computed'
}
