import * as v from 'valibot'

import { mustBe } from './must-be.js'
import { follows } from './rule.js'
import { nameText } from './text-rules.js'

/** It is the name of an entry, with what tells entries apart. */
const LONGEST_SIGNAL_NAME_BYTES = 200

/** What a job waits for: the name of a signal. */
export const signalNameSchema = v.pipe(
  v.string(mustBe.text),
  follows(nameText(LONGEST_SIGNAL_NAME_BYTES)),
)
