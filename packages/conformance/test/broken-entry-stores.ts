import type { EntryStore } from '@arq/core'
import { MemoryResultStore } from '@arq/memory'

type Change = (right: EntryStore) => Partial<EntryStore>

/** A store whose entries are kept by the contract but for these methods. */
const withEntries = (change: Change): typeof MemoryResultStore =>
  class extends MemoryResultStore {
    constructor(settings: ConstructorParameters<typeof MemoryResultStore>[0]) {
      super(settings)
      Object.assign(this.entries, change({ ...this.entries }))
    }
  }

/** Between its look and its write others write. */
export const ChecksBeforeItWritesEntries = withEntries((right) => ({
  write: async (group, changes, options) => {
    const found = await right.read(group)
    const conflict = changes.find(
      ({ name, ifVersion }) =>
        ifVersion !== undefined && (found.get(name)?.version ?? null) !== ifVersion,
    )
    if (conflict) return { kind: 'conflict', name: conflict.name }
    return right.write(
      group,
      changes.map(({ name, text }) => ({ name, text })),
      options,
    )
  },
}))

/** What comes before the conflict is written. */
export const WritesHalfAGroup = withEntries((right) => ({
  write: async (group, changes, options) => {
    let last = await right.write(group, [], options)
    for (const change of changes) {
      last = await right.write(group, [change], options)
      if (last.kind === 'conflict') break
    }
    return last
  },
}))

/** Two writes of the same text cannot be told apart. */
export const NamesVersionsByText = withEntries((right) => ({
  read: async (group, names) =>
    new Map(
      [...(await right.read(group, names))].map(([name, { text }]) => [
        name,
        { text, version: text },
      ]),
    ),
}))

/** The last write says how long. */
export const ShortensGroups = withEntries((right) => ({
  write: async (group, changes, options) => {
    const all = await right.read(group)
    const written = await right.write(group, changes, options)
    if (written.kind === 'conflict') return written
    await right.remove(group)
    const kept = [...all].map(([name, { text }]) => ({ name, text }))
    await right.write(group, kept, options)
    return right.write(
      group,
      changes.map(({ name, text }) => ({ name, text })),
      options,
    )
  },
}))

/** Who writes at the same moment hears the same count. */
export const CountsAfterwards = withEntries((right) => ({
  write: async (group, changes, options) => {
    const written = await right.write(group, changes, options)
    if (written.kind === 'conflict') return written
    return { ...written, count: (await right.read(group)).size }
  },
}))

/** What there is no room for is gone. */
export const GivesOnePageOfGroups = withEntries((right) => ({
  groups: async (prefix, options) => ({
    groups: (await right.groups(prefix, options)).groups,
  }),
}))
