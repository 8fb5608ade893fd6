import { TokenBucket } from '../../../../examples/src/recipes/token-bucket.js'

let nowMs = 0
const bucket = new TokenBucket(6000, () => nowMs)
console.log(`the first 5000 of 6000 a minute wait ${bucket.take(5000)} ms`)
console.log(`the next 5000 wait ${bucket.take(5000)} ms`)
nowMs += 40_000
console.log(`40 s later, 1000 more wait ${bucket.take(1000)} ms`)
