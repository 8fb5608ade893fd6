import { useLanguage } from '../../language/use-language.js'
import type { FieldProblem } from './job-arguments.js'

/** Says what is wrong with a field. */
export function useProblemText(): (problem: FieldProblem | undefined) => string | undefined {
  const { say } = useLanguage()
  return (problem) => {
    if (problem === undefined || typeof problem === 'string') return problem
    return say(problem.text, problem.values)
  }
}
