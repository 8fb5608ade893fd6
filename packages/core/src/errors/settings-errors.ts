import { renderText, type Text, verbatim } from '../texts/text.js'
import { ArqError } from './arq-error.js'
import { errorTexts } from './error-texts.js'
import { setUnprinted } from './unprinted-property.js'

export interface SettingIssue {
  /** Dotted path of the key, for example `queues.0.name`. */
  readonly path: string
  readonly message: string
  /** The message before it is in a language, where it exists in both. */
  readonly text?: Text | undefined
}

/** What is wrong with one key: a text that exists in both languages, or words that exist in one. */
export type GivenIssue =
  | { readonly path: string; readonly text: Text }
  | { readonly path: string; readonly message: string; readonly text?: Text | undefined }

/** A setting or option is wrong. `issues` names each key; code `ARQ_CONFIG_INVALID`. */
export class ConfigurationError extends ArqError {
  declare readonly issues: readonly SettingIssue[]

  constructor(subject: string, given: readonly GivenIssue[], cause?: unknown) {
    const issues = given.map(toSettingIssue)
    const problems = issues.map(({ path, message, text = verbatim(message) }) =>
      path === '' ? text : errorTexts.keyWrong({ path, problem: text }),
    )
    super({
      code: 'ARQ_CONFIG_INVALID',
      text: errorTexts.configInvalid({ subject, problems }),
      details: { subject, issues },
      cause,
    })
    setUnprinted(this, 'issues', issues)
  }
}

function toSettingIssue(given: GivenIssue): SettingIssue {
  const { path, text } = given
  const issue: SettingIssue = {
    path,
    message: 'message' in given ? given.message : renderText(given.text),
  }
  setUnprinted(issue, 'text', text)
  return issue
}

/** A value cannot be encoded or bytes cannot be decoded: `ARQ_ENCODE_FAILED`, `ARQ_DECODE_FAILED`. */
export class SerializationError extends ArqError {}

/** What was asked for needs a part that is not configured: `ARQ_UNSUPPORTED`. */
export class UnsupportedError extends ArqError {
  constructor(text: Text, details: Readonly<Record<string, unknown>> = {}) {
    super({ code: 'ARQ_UNSUPPORTED', text, details })
  }
}

/** A thing was used after its end: `ARQ_CLOSED`. */
export class ClosedError extends ArqError {
  constructor(what: string) {
    super({ code: 'ARQ_CLOSED', text: errorTexts.closed({ what }), details: { what } })
  }
}
