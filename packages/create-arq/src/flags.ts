import { parseArgs } from 'node:util'

import { type ManagerName, MANAGERS } from './package-managers.js'
import { TEMPLATE_NAMES, type TemplateName } from './templates.js'
import { UsageError } from './usage-error.js'

/** What the command line says; what is absent is asked, or taken by default. */
export interface Flags {
  readonly folder?: string | undefined
  readonly name?: string | undefined
  readonly template?: TemplateName | undefined
  readonly manager?: ManagerName | undefined
  readonly install?: boolean | undefined
  readonly git?: boolean | undefined
  readonly tarballs?: string | undefined
  readonly isForced: boolean
  readonly isSilent: boolean
  readonly wants?: 'help' | 'version' | undefined
}

const OPTIONS = {
  dir: { type: 'string' },
  name: { type: 'string' },
  template: { type: 'string' },
  pm: { type: 'string' },
  tarballs: { type: 'string' },
  install: { type: 'boolean' },
  git: { type: 'boolean' },
  force: { type: 'boolean' },
  yes: { type: 'boolean', short: 'y' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
} as const

const EXAMPLES: Readonly<Record<string, string>> = {
  dir: '--dir my-jobs',
  name: '--name my-jobs',
  template: '--template plain',
  pm: '--pm pnpm',
  tarballs: '--tarballs ../arq/tarballs',
}

/**
 * Reads the command line.
 * @throws UsageError
 */
export function readFlags(args: readonly string[]): Flags {
  // Not strict: its errors are in English, and about the parser.
  const { values, positionals, tokens } = parseArgs({
    args: [...args],
    options: OPTIONS,
    allowPositionals: true,
    allowNegative: true,
    strict: false,
    tokens: true,
  })
  for (const token of tokens) if (token.kind === 'option') checkOption(token)
  const text = (name: keyof typeof OPTIONS): string | undefined => {
    const value = values[name]
    return typeof value === 'string' ? value : undefined
  }
  const flag = (name: keyof typeof OPTIONS): boolean | undefined => {
    const value = values[name]
    return typeof value === 'boolean' ? value : undefined
  }
  const folders = [text('dir'), ...positionals].filter((folder) => folder !== undefined)
  if (folders.length > 1) throw new UsageError('twoFolders', { folders: folders.join(', ') })
  return {
    folder: folders[0],
    name: text('name'),
    template: among('template', text('template'), TEMPLATE_NAMES),
    manager: among('pm', text('pm'), MANAGERS),
    install: flag('install'),
    git: flag('git'),
    tarballs: text('tarballs'),
    isForced: flag('force') ?? false,
    isSilent: flag('yes') ?? false,
    wants: flag('help') ? 'help' : flag('version') ? 'version' : undefined,
  }
}

interface OptionToken {
  readonly name: string
  readonly rawName: string
  readonly value: string | undefined
}

/** The parser lets pass what it does not know, and a text option without a text. */
function checkOption({ name, rawName, value }: OptionToken): void {
  const isNegative = rawName.startsWith('--no-')
  const known = OPTIONS[(isNegative ? name.replace(/^no-/, '') : name) as keyof typeof OPTIONS] as
    { readonly type: string } | undefined
  if (!known || (isNegative && known.type === 'string')) {
    throw new UsageError('unknownOption', { option: rawName })
  }
  if (known.type === 'boolean' && value !== undefined) {
    throw new UsageError('noValue', { option: name })
  }
  if (known.type === 'string' && (value === undefined || value === '' || value.startsWith('--'))) {
    throw new UsageError('valueMissing', { option: name, example: EXAMPLES[name] ?? '' })
  }
}

function among<T extends string>(
  option: string,
  value: string | undefined,
  known: readonly T[],
): T | undefined {
  if (value === undefined) return undefined
  const found = known.find((one) => one === value)
  if (found === undefined) {
    throw new UsageError('notAmong', { option, value, known: known.join(', ') })
  }
  return found
}
