import { renderText, type Text } from '@arq/core'

import { type RefusalCode, REFUSALS } from './contract/errors.js'

/** A request that the dashboard itself refuses. */
export class Refusal extends Error {
  readonly status: number
  readonly code: RefusalCode
  readonly text: Text
  readonly path: string | undefined

  /** @param path of `invalid`: the place in the query or the body */
  constructor(code: RefusalCode, text: Text, path?: string) {
    super(renderText(text))
    this.name = 'Refusal'
    this.status = REFUSALS[code]
    this.code = code
    this.text = text
    this.path = path
  }
}
