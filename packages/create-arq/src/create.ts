import { resolve } from 'node:path'

import { type Flags, readFlags } from './flags.js'
import { pnpmWorkspace, projectManifest } from './manifest.js'
import { nextSteps } from './next-steps.js'
import { MANAGERS } from './package-managers.js'
import { makePlan, type Plan } from './plan.js'
import { Cancelled, type Program } from './program.js'
import { templateFiles } from './project-files.js'
import { tarballsIn } from './tarballs.js'
import { TEMPLATE_NAMES, TEMPLATES } from './templates.js'
import { type Say, sayIn } from './texts.js'
import { UsageError } from './usage-error.js'
import { ownVersion, rangeOf } from './versions.js'
import { writeProject } from './write-project.js'

const EXIT = { done: 0, failed: 1, usage: 2, cancelled: 130 } as const

/**
 * `npm create arq`: asks, writes the project, installs it, and says what to type next.
 * @returns the exit code
 */
export async function create(args: readonly string[], program: Program): Promise<number> {
  const say = sayIn(program.language)
  try {
    const flags = readFlags(args)
    if (flags.wants) {
      program.print(flags.wants === 'version' ? ownVersion() : help(say))
      return EXIT.done
    }
    const tarballs =
      flags.tarballs === undefined ? undefined : tarballsIn(resolve(program.folder, flags.tarballs))
    return await carryOut(await makePlan(flags, program, say), { flags, tarballs, program, say })
  } catch (error) {
    if (error instanceof Cancelled) {
      program.complain(say('cancelled'))
      return EXIT.cancelled
    }
    if (!(error instanceof UsageError)) throw error
    program.complain(say('error', { problem: say(error.key, error.values) }))
    program.complain(say('seeHelp'))
    return EXIT.usage
  }
}

interface Means {
  readonly flags: Flags
  readonly tarballs: ReadonlyMap<string, string> | undefined
  readonly program: Program
  readonly say: Say
}

async function carryOut(plan: Plan, { tarballs, program, say }: Means): Promise<number> {
  const { folder, name, template, manager } = plan
  const { print } = program
  const manifest = projectManifest(name, TEMPLATES[template], { rangeOf, tarballs })
  const kept = writeProject(
    folder,
    new Map([
      ...templateFiles(template, program.language),
      ['package.json', `${JSON.stringify(manifest, undefined, 2)}\n`],
      ...(manager === 'pnpm' ? [['pnpm-workspace.yaml', pnpmWorkspace(tarballs)] as const] : []),
    ]),
  )
  print(say('made', { name, folder }))
  if (kept.length > 0) print(say('kept', { files: kept.join(', ') }))
  const isManifestKept = kept.includes('package.json')
  if (isManifestKept) {
    const { scripts, dependencies, devDependencies } = manifest
    print(say('keptManifest'))
    print(JSON.stringify({ scripts, dependencies, devDependencies }, undefined, 2))
  }
  const isInGit = !plan.git || (await initGit(folder, program, say))
  // Somebody else's package.json is theirs to change first.
  const wantsInstall = plan.install && !isManifestKept
  const isInstalled = wantsInstall && (await install(plan, program, say))
  print(`\n${say('next')}`)
  for (const line of nextSteps(plan, isInstalled, say)) print(line)
  return isInGit && isInstalled === wantsInstall ? EXIT.done : EXIT.failed
}

async function install({ manager, folder }: Plan, program: Program, say: Say): Promise<boolean> {
  program.print(say('installing', { manager }))
  try {
    await program.run(manager, ['install'], folder)
    return true
  } catch (error) {
    const reason = reasonOf(error)
    program.complain(say('installFailed', { command: `${manager} install`, reason, folder }))
    return false
  }
}

async function initGit(folder: string, program: Program, say: Say): Promise<boolean> {
  try {
    await program.run('git', ['init', '--quiet'], folder)
    return true
  } catch (error) {
    program.complain(say('gitFailed', { reason: reasonOf(error) }))
    return false
  }
}

const help = (say: Say): string =>
  say('help', { templates: TEMPLATE_NAMES.join(', '), managers: MANAGERS.join(', ') })

const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error)
