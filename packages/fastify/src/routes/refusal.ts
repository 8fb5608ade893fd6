import { renderText, type Text } from '@arq/core'

/** A call that this package itself refuses. */
export class Refusal extends Error {
  readonly statusCode: number
  readonly code: string
  readonly text: Text

  constructor(statusCode: number, code: string, text: Text) {
    super(renderText(text))
    this.name = 'Refusal'
    this.statusCode = statusCode
    this.code = code
    this.text = text
  }
}
