/** A verb as a completion offers it. */
export interface Completed {
  /** One word, or two. */
  readonly name: string
  readonly describe: string
  /** With their dashes. */
  readonly flags: readonly { readonly name: string; readonly describe: string }[]
}

export const SHELLS = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof SHELLS)[number]

/** The script that teaches a shell the verbs and their flags. Files are completed everywhere else. Pure. */
export function completionScript(shell: Shell, verbs: readonly Completed[]): string {
  return { bash, zsh, fish }[shell](verbs)
}

function bash(verbs: readonly Completed[]): string {
  return `# ~/.bashrc: source <(arq completion bash)
_arq() {
  local word="\${COMP_WORDS[COMP_CWORD]}" words=""
${caseOfWords(verbs, '"${COMP_WORDS[1]} ${COMP_WORDS[2]}"', '"${COMP_WORDS[1]}"', 'words=')}
  if [ "$COMP_CWORD" -eq 1 ]; then words="${firstWords(verbs)}"; fi
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -F _arq arq
`
}

function zsh(verbs: readonly Completed[]): string {
  return `#compdef arq
# ~/.zshrc: source <(arq completion zsh)
_arq() {
  local words_of_arq=""
${caseOfWords(verbs, '"${words[2]} ${words[3]}"', '"${words[2]}"', 'words_of_arq=')}
  if (( CURRENT == 2 )); then words_of_arq="${firstWords(verbs)}"; fi
  compadd -- \${=words_of_arq}
  [[ $words[CURRENT] == -* ]] || _files
}
compdef _arq arq
`
}

function fish(verbs: readonly Completed[]): string {
  const lines = verbs.flatMap(({ name, describe, flags }) => {
    const [first = '', second] = name.split(' ')
    const verb = second ?? first
    const isAt =
      second === undefined
        ? '__fish_use_subcommand'
        : `__fish_seen_subcommand_from ${first}; and not __fish_seen_subcommand_from ${innerWords(verbs, first).join(' ')}`
    const isIn =
      second === undefined
        ? `__fish_seen_subcommand_from ${first}`
        : `__fish_seen_subcommand_from ${first}; and __fish_seen_subcommand_from ${second}`
    return [
      ...(second === undefined ? [] : [`complete -c arq -n __fish_use_subcommand -a ${first}`]),
      `complete -c arq -n '${isAt}' -a ${verb} -d '${quoted(describe)}'`,
      ...flags.map(
        (flag) =>
          `complete -c arq -n '${isIn}' -l ${flag.name.replace(/^--/, '')} -d '${quoted(flag.describe)}'`,
      ),
    ]
  })
  const head = '# arq completion fish > ~/.config/fish/completions/arq.fish'
  return `${[head, ...new Set(lines)].join('\n')}\n`
}

/** Of two words the pair is asked first. */
function caseOfWords(
  verbs: readonly Completed[],
  pair: string,
  first: string,
  assign: string,
): string {
  const branch = ({ name, flags }: Completed): string => {
    const inner = name.includes(' ') ? [] : innerWords(verbs, name)
    const words = [...inner, ...flags.map((flag) => flag.name)].join(' ')
    return `    '${name}') ${assign}"${words}" ;;`
  }
  const own = verbs.filter(({ name }) => !name.includes(' '))
  const groups = [...new Set(verbs.map(({ name }) => name.split(' ')[0] ?? ''))]
    .filter((word) => !own.some(({ name }) => name === word))
    .map((word) => `    '${word}') ${assign}"${innerWords(verbs, word).join(' ')}" ;;`)
  return [
    `  case ${first} in`,
    ...own.map(branch),
    ...groups,
    '  esac',
    `  case ${pair} in`,
    ...verbs.filter(({ name }) => name.includes(' ')).map(branch),
    '  esac',
  ].join('\n')
}

const firstWords = (verbs: readonly Completed[]): string =>
  [...new Set(verbs.map(({ name }) => name.split(' ')[0]))].join(' ')

const innerWords = (verbs: readonly Completed[], first: string): string[] =>
  verbs.flatMap(({ name }) => {
    const [word, second] = name.split(' ')
    return word === first && second !== undefined ? [second] : []
  })

const quoted = (text: string): string => text.replace(/\\/g, '\\\\').replace(/'/g, "\\'")
