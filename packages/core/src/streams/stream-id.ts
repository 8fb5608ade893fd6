import * as v from 'valibot'

import { mustBe } from '../rules/must-be.js'
import { follows } from '../rules/rule.js'
import { streamTexts } from './stream-texts.js'

/** Where a reader of a log is: behind this item. */
export interface StreamPlace {
  /** See `StreamSlice.birth`; absent: nothing is known of the log. */
  readonly birth: string | undefined
  readonly position: number
}

export const STREAM_START: StreamPlace = { birth: undefined, position: 0 }

export const writeStreamId = (birth: string, position: number): string => `${birth}-${position}`

const ID = /^([\w.]{1,64})-(\d{1,15})$/

/** `undefined` for what is no id of an item. */
export function readStreamId(id: string): StreamPlace | undefined {
  const [, birth, position] = ID.exec(id) ?? []
  return birth === undefined ? undefined : { birth, position: Number(position) }
}

/** The id of an item, as an entry of a stream has it. */
export const streamIdSchema = v.pipe(
  v.string(mustBe.text),
  follows((id: string) => (readStreamId(id) ? undefined : streamTexts.mustBeStreamId())),
)
