import type { StreamName } from '../ports/stream-store.js'
import { nameText } from '../rules/text-rules.js'
import type { Text } from '../texts/text.js'
import type { Instant } from '../time/instant.js'
import { streamTexts } from './stream-texts.js'

/** Names of ours begin so; no name of the user's does. */
const OWN = 'arq:'

const INBOX = `${OWN}inbox`

const LONGEST_NAME_BYTES = 200

const plainName = nameText(LONGEST_NAME_BYTES)

/** The rule for names of streams. */
export const streamNameRule = (name: string): Text | undefined =>
  name.startsWith(OWN) ? streamTexts.streamNameReserved({ prefix: OWN }) : plainName(name)

/** Streams belong to one enqueue: a later job of the same id has its own. */
export interface StreamOwner {
  readonly jobId: string
  readonly enqueueTime: Instant
}

export const streamGroup = ({ jobId, enqueueTime }: StreamOwner): string =>
  `${enqueueTime} ${jobId}`

export const inboxOf = (owner: StreamOwner): StreamName => ({
  group: streamGroup(owner),
  name: INBOX,
})

/** Whether a log of a group is a stream that a task wrote. */
export const isTaskStream = (name: string): boolean => !name.startsWith(OWN)
