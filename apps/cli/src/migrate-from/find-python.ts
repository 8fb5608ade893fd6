import type { Finding, Rule, Source } from './finding.js'
import { lineAt, type PythonCode } from './python-code.js'
import { PYTHON_ARQ, RABBITMQ_ARQ } from './python-rules.js'
import { pythonTexts as say } from './python-texts.js'

const LIBRARIES = [
  { source: 'arq', module: 'arq', rules: PYTHON_ARQ },
  { source: 'rabbitmq-arq', module: 'rabbitmq_arq', rules: RABBITMQ_ARQ },
] as const

/** What a file that uses Python arq, or rabbitmq-arq, has to change. Only files that import it are read for it. */
export function findPython(python: PythonCode): readonly Finding[] {
  return LIBRARIES.flatMap(({ source, module, rules }) => {
    const imports = matches(python, new RegExp(`^[ \\t]*(?:from|import)[ \\t]+${module}\\b`, 'gm'))
    if (imports.length === 0) return []
    const found = imports.map(({ line, text }) => finding(source, line, text.trim(), IMPORTED))
    for (const [pattern, rule] of rules) {
      for (const { line, text } of matches(python, pattern)) {
        found.push(finding(source, line, nameIn(text), rule))
      }
    }
    return found
  })
}

const IMPORTED: Rule = { kind: 'replace', advice: say.library() }

function matches(
  { code }: PythonCode,
  pattern: RegExp,
): readonly { readonly line: number; readonly text: string }[] {
  return [...code.matchAll(pattern)].map((match) => {
    // Where the name is, not the line break before it.
    const lead = match[0].length - match[0].trimStart().length
    return { line: lineAt(code, match.index + lead), text: match[0] }
  })
}

/** Without what only shows that it is a call, or is set. */
const nameIn = (text: string): string =>
  text
    .trim()
    .replace(/^async\s+/, '')
    .replace(/\s*[(=:[].*$/s, '')

const finding = (source: Source, line: number, found: string, rule: Rule): Finding => ({
  source,
  line,
  found,
  ...rule,
})
