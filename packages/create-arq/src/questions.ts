import type { Ask } from './program.js'
import type { Say } from './texts.js'

/** One of several that a person can choose. */
interface Choice<T extends string> {
  readonly value: T
  readonly title?: string
}

export interface Questions {
  /** A text that `problem` has nothing against; an empty answer is the default. */
  text(
    question: string,
    byDefault: string,
    problem?: (answer: string) => string | undefined,
  ): Promise<string>
  choice<T extends string>(
    question: string,
    byDefault: T,
    choices: readonly Choice<T>[],
  ): Promise<T>
  yesNo(question: string, byDefault: boolean): Promise<boolean>
}

const YES = /^(?:y|yes|是)$/i
const NO = /^(?:n|no|否)$/i

/** Asks until the answer can be used. */
export function questionsOf(ask: Ask, say: Say, print: (line: string) => void): Questions {
  const until = async <T>(question: string, read: (answer: string) => T | { wrong: string }) => {
    for (;;) {
      const answer = read((await ask(question)).trim())
      if (!isWrong(answer)) return answer
      print(`  ${answer.wrong}`)
    }
  }
  return {
    text: (question, byDefault, problem = () => undefined) =>
      until(`${question} (${byDefault}): `, (given) => {
        const answer = given === '' ? byDefault : given
        const wrong = problem(answer)
        return wrong === undefined ? answer : { wrong }
      }),

    async choice(question, byDefault, choices) {
      const width = Math.max(...choices.map(({ value }) => value.length))
      for (const [index, { value, title = '' }] of choices.entries()) {
        print(`  ${index + 1}  ${value.padEnd(width)}  ${title}`.trimEnd())
      }
      return await until(`${question} (${byDefault}): `, (given) => {
        if (given === '') return byDefault
        const found = choices.find(
          ({ value }, index) => value === given.toLowerCase() || given === String(index + 1),
        )
        return found ? found.value : { wrong: say('chooseOne', { count: choices.length }) }
      })
    },

    yesNo: (question, byDefault) =>
      until(`${question} (${byDefault ? 'Y/n' : 'y/N'}): `, (given) => {
        if (given === '') return byDefault
        if (YES.test(given)) return true
        return NO.test(given) ? false : { wrong: say('yesOrNo') }
      }),
  }
}

const isWrong = (answer: unknown): answer is { wrong: string } =>
  typeof answer === 'object' && answer !== null && 'wrong' in answer
