import type { StreamStore } from '@arq/core'
import { MemoryResultStore } from '@arq/memory'

type Change = (right: StreamStore) => Partial<StreamStore>

/** A store whose streams are kept by the contract but for these methods. */
const withStreams = (change: Change): typeof MemoryResultStore =>
  class extends MemoryResultStore {
    constructor(settings: ConstructorParameters<typeof MemoryResultStore>[0]) {
      super(settings)
      Object.assign(this.streams, change({ ...this.streams }))
    }
  }

/** Each append is a new one, as where the store alone gives ids. */
export const DoublesRepeatedAppends = withStreams((right) => {
  let numbers = 0
  return {
    append: async (stream, batch) => {
      numbers += 1000
      return right.append(stream, { ...batch, firstNumber: numbers })
    },
  }
})

/** What an append has in common with the one before is doubled, unless all of it is. */
export const RecognizesWholeRepeatsOnly = withStreams((right) => {
  const done = new Set<string>()
  let numbers = 0
  return {
    append: async (stream, batch) => {
      const call = JSON.stringify([stream, batch.writer, batch.firstNumber, batch.texts])
      if (done.has(call)) return
      done.add(call)
      numbers += 1000
      await right.append(stream, { ...batch, firstNumber: numbers })
    },
  }
})

export const KeepsAllItems = withStreams((right) => ({
  append: (stream, batch) => right.append(stream, { ...batch, maxItems: Infinity }),
}))

/** Counts UTF-16 units. */
export const CountsCharacters = withStreams((right) => ({
  append: (stream, batch) => right.append(stream, { ...batch, maxBytes: batch.maxBytes * 3 }),
}))

/** A log that has expired and come again looks like the one before. */
export const HasOneBirth = withStreams((right) => ({
  read: async (stream, options) => {
    const slice = await right.read(stream, options)
    return { ...slice, birth: slice.birth && 'always' }
  },
}))
