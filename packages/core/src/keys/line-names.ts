import { idEntry, messageEntries } from './key-group.js'

/** What the entries of a line are called in its group. */
export interface LineNames {
  /** All entries of the message with a number. */
  message(number: number, parts?: number): readonly [string, ...string[]]
  /** The entry that finds a message in the line. */
  id(messageId: string): string
}

/** Of a line that has its group to itself. */
export const OWN_NAMES: LineNames = { message: messageEntries, id: idEntry }
