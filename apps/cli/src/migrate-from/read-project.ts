import { findAmqplib } from './find-amqplib.js'
import { findBullmq } from './find-bullmq.js'
import { findPython } from './find-python.js'
import type { FileReading, Finding, Source } from './finding.js'
import { type JsParser, readJs } from './js-code.js'
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

/**
 * @param from what the project comes from; absent: whatever its imports say
 * @param loadParser called once there is JavaScript to read
 * @throws what `loadParser` rejects with
 */
export async function readProject(
  folder: string,
  from: Source | undefined,
  loadParser: () => Promise<JsParser>,
): Promise<ProjectReading> {
  const files: FoundFile[] = []
  const skipped: string[] = []
  const sources = new Set<Source>()
  let read = 0
  let parser: Promise<JsParser> | undefined
  for await (const { path, text } of walkProject(folder)) {
    if (text === undefined) {
      skipped.push(path)
      continue
    }
    read += 1
    if (!MAY_CONCERN.test(text)) continue
    const { findings: all, unread } = path.endsWith('.py')
      ? readPythonFile(text)
      : readJsFile(text, path, await (parser ??= loadParser()))
    const findings = from === undefined ? all : all.filter(({ source }) => source === from)
    for (const { source } of findings) sources.add(source)
    if (findings.length > 0 || unread) files.push({ path, findings, unread })
  }
  return { files, skipped, read, sources: [...sources] }
}

/** A name in the file is cheaper to look for than to parse all there is. */
const MAY_CONCERN = /amqplib|amqp-connection-manager|bullmq|['"]bull['"]|\barq\b|rabbitmq_arq/

function readPythonFile(text: string): FileReading {
  const python = readPython(text)
  const { openAt } = python
  const unread = openAt === undefined ? undefined : { line: openAt, why: reportTexts.openText() }
  return { findings: inOrder(findPython(python)), unread }
}

function readJsFile(text: string, path: string, parse: JsParser): FileReading {
  const code = readJs(text, path, parse)
  const { error } = code
  const findings = inOrder([...findBullmq(code), ...findAmqplib(code)])
  const why = reportTexts.notParsed({ reason: error?.message ?? '' })
  return { findings, unread: error && { line: error.line, why } }
}

const inOrder = (findings: readonly Finding[]): readonly Finding[] =>
  findings.toSorted((a, b) => a.line - b.line)
