// The fractions of the roots of the first primes (FIPS 180-4, 4.2.2 and 5.3.3).
const ROUND_CONSTANTS = [
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
]
const INITIAL_HASH = [
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
]

const BLOCK_BYTES = 64

/** SHA-256. A browser's own answers by a promise only, and to pages that came over HTTPS only. */
export function sha256(content: string | Uint8Array): Uint8Array {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
  const blocks = padded(bytes)
  const hash = Uint32Array.from(INITIAL_HASH)
  for (let start = 0; start < blocks.byteLength; start += BLOCK_BYTES) {
    addBlock(hash, new DataView(blocks.buffer, start, BLOCK_BYTES))
  }
  const digest = new DataView(new ArrayBuffer(hash.byteLength))
  hash.forEach((word, index) => digest.setUint32(4 * index, word))
  return new Uint8Array(digest.buffer)
}

/** A one, zeros, and at the end of the last block the length in bits. */
function padded(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const length = Math.ceil((bytes.length + 9) / BLOCK_BYTES) * BLOCK_BYTES
  const blocks = new Uint8Array(length)
  blocks.set(bytes)
  blocks[bytes.length] = 0x80
  new DataView(blocks.buffer).setBigUint64(length - 8, BigInt(bytes.length) * 8n)
  return blocks
}

function addBlock(hash: Uint32Array, block: DataView): void {
  const words = schedule(block)
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = hash
  words.forEach((word, round) => {
    const mixed = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
    const chosen = (e & f) ^ (~e & g)
    const first = (h + mixed + chosen + (ROUND_CONSTANTS[round] ?? 0) + word) | 0
    const major = (a & b) ^ (a & c) ^ (b & c)
    const second = ((rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + major) | 0
    ;[h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0]
  })
  for (const [index, word] of [a, b, c, d, e, f, g, h].entries()) {
    hash[index] = (hash[index] ?? 0) + word
  }
}

function schedule(block: DataView): Uint32Array {
  const words = new Uint32Array(64)
  for (let index = 0; index < 16; index += 1) words[index] = block.getUint32(4 * index)
  for (let index = 16; index < 64; index += 1) {
    const [before15 = 0, before2 = 0] = [words[index - 15], words[index - 2]]
    const near = rotate(before15, 7) ^ rotate(before15, 18) ^ (before15 >>> 3)
    const far = rotate(before2, 17) ^ rotate(before2, 19) ^ (before2 >>> 10)
    words[index] = (words[index - 16] ?? 0) + near + (words[index - 7] ?? 0) + far
  }
  return words
}

const rotate = (word: number, bits: number): number => (word >>> bits) | (word << (32 - bits))
