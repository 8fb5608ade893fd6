import { ConfigurationError } from '../errors/settings-errors.js'
import { nameText } from '../rules/text-rules.js'
import { kindText } from '../texts/kind-texts.js'
import { stepTexts } from './step-texts.js'

/** The longest name of a step; the store's names are twice as long. */
const LONGEST_STEP_NAME_BYTES = 200
const rule = nameText(LONGEST_STEP_NAME_BYTES)

/** Names the steps of one run: the second use of a name is `name#2`, the third `name#3`, in the order of the calls. */
export class StepNames {
  readonly #uses = new Map<string, number>()

  /** @throws ConfigurationError `ARQ_CONFIG_INVALID` for what is no name */
  next(name: unknown): string {
    const given = checked(name)
    const uses = (this.#uses.get(given) ?? 0) + 1
    this.#uses.set(given, uses)
    return uses === 1 ? given : `${given}#${String(uses)}`
  }
}

function checked(name: unknown): string {
  const text =
    typeof name !== 'string'
      ? stepTexts.stepNameNotText({ kind: kindText(name) })
      : (rule(name) ?? (name.includes('#') ? stepTexts.stepNameNumbered() : undefined))
  if (text) throw new ConfigurationError('ctx.step', [{ path: 'name', text }])
  return name as string
}
