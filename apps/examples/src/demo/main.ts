import {
  isArqError,
  type Language,
  languageFromEnvironment,
  localizedMessage,
  renderText,
} from '@arq/core'

import { type DemoOptions, readOptions } from './options.js'
import { ProgressLine } from './progress-line.js'
import { runDemo, totalJobs } from './run-demo.js'
import { openServers } from './servers.js'
import { reportJson, reportLines } from './show-report.js'
import { texts } from './texts.js'
import { surprisesOf } from './verdict.js'

const EXIT = { asExpected: 0, notAsExpected: 1, usage: 2 } as const

process.exitCode = await main(process.argv.slice(2), languageFromEnvironment(process.env))

async function main(args: readonly string[], language: Language): Promise<number> {
  let options: DemoOptions
  try {
    options = readOptions(args)
  } catch (error) {
    console.error(`${localizedMessage(error, language)}\n${renderText(texts.help(), language)}`)
    return EXIT.usage
  }
  if (options.wantsHelp) {
    console.log(renderText(texts.help(), language))
    return EXIT.asExpected
  }
  try {
    return await demonstrate(options, language)
  } catch (error) {
    const code = isArqError(error) ? ` [${error.code}]` : ''
    console.error(`${localizedMessage(error, language)}${code}`)
    return EXIT.notAsExpected
  }
}

async function demonstrate(options: DemoOptions, language: Language): Promise<number> {
  const servers = openServers(options)
  const total = totalJobs(options.jobs)
  if (!options.isJson) {
    const { description } = servers
    console.log(renderText(texts.start({ jobs: total, servers: description }), language))
  }
  const progress = new ProgressLine(total, language, process.stderr)
  const report = await runDemo(servers, options.jobs, progress).finally(() => progress.stop())
  if (options.isJson) console.log(JSON.stringify(reportJson(report), undefined, 2))
  else for (const line of reportLines(report, options, language)) console.log(line)
  return surprisesOf(report).length === 0 ? EXIT.asExpected : EXIT.notAsExpected
}
