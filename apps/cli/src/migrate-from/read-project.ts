import { findAmqplib } from './find-amqplib.js'
import { findBullmq } from './find-bullmq.js'
import { findPython } from './find-python.js'
import type { FileReading, Finding, Source } from './finding.js'
import { readJs } from './js-code.js'
import { readPython } from './python-code.js'
import { reportTexts } from './report-texts.js'
import { walkProject } from './walk-project.js'

interface FoundFile extends FileReading {
  readonly path: string
}

export interface ProjectReading {
  /** Those in which something was found, or that could not be read to their end. */
  readonly files: readonly FoundFile[]
  readonly skipped: readonly string[]
  readonly read: number
  readonly sources: readonly Source[]
}

/** @param from what the project comes from; absent: whatever its imports say */
export async function readProject(
  folder: string,
  from: Source | undefined,
): Promise<ProjectReading> {
  const files: FoundFile[] = []
  const skipped: string[] = []
  const sources = new Set<Source>()
  let read = 0
  for await (const { path, text } of walkProject(folder)) {
    if (text === undefined) {
      skipped.push(path)
      continue
    }
    read += 1
    const { findings: all, unread } = readFile(text, path)
    const findings = from === undefined ? all : all.filter(({ source }) => source === from)
    for (const { source } of findings) sources.add(source)
    if (findings.length > 0 || unread) files.push({ path, findings, unread })
  }
  return { files, skipped, read, sources: [...sources] }
}

/** A name in the file is cheaper to look for than to parse all there is. */
const MAY_CONCERN = /amqplib|amqp-connection-manager|bullmq|['"]bull['"]|\barq\b|rabbitmq_arq/

function readFile(text: string, path: string): FileReading {
  if (!MAY_CONCERN.test(text)) return { findings: [] }
  if (path.endsWith('.py')) {
    const python = readPython(text)
    const { openAt } = python
    const unread = openAt === undefined ? undefined : { line: openAt, why: reportTexts.openText() }
    return { findings: inOrder(findPython(python)), unread }
  }
  const code = readJs(text, path)
  const { error } = code
  const findings = inOrder([...findBullmq(code), ...findAmqplib(code)])
  const why = reportTexts.notParsed({ reason: error?.message ?? '' })
  return { findings, unread: error && { line: error.line, why } }
}

const inOrder = (findings: readonly Finding[]): readonly Finding[] =>
  findings.toSorted((a, b) => a.line - b.line)
