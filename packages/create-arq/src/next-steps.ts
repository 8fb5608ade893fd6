import { scriptCommand } from './package-managers.js'
import type { Plan } from './plan.js'
import { TEMPLATES } from './templates.js'
import type { Say } from './texts.js'

/** What to type next, each line with what it does. */
export function nextSteps(plan: Plan, isInstalled: boolean, say: Say): readonly string[] {
  const { shownFolder, template, manager } = plan
  const script = (name: string) => scriptCommand(manager, name)
  const { enqueues } = TEMPLATES[template]
  const steps: readonly (readonly [command: string, says: string])[] = [
    ...(shownFolder === '.' ? [] : [[`cd ${quoted(shownFolder)}`, ''] as const]),
    ...(isInstalled ? [] : [[`${manager} install`, ''] as const]),
    [script('test'), say('stepTest')],
    [script('demo'), say('stepDemo')],
    ['docker compose up --detach --wait', say('stepServers')],
    [script('worker'), say('stepWorker')],
    [script(enqueues.script), say(enqueues.step)],
  ]
  const width = Math.max(...steps.map(([command]) => command.length))
  return steps.map(([command, says]) => `  ${command.padEnd(width)}  ${says}`.trimEnd())
}

/** As every shell takes it: a folder may have blanks in its name. */
const quoted = (folder: string): string => (/[\s&()']/.test(folder) ? `"${folder}"` : folder)
