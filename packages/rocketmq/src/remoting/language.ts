/** Names of client languages; the ordinal is what the binary header carries. Source: LanguageCode.java. */
export const LANGUAGE_CODES = [
  'JAVA',
  'CPP',
  'DOTNET',
  'PYTHON',
  'DELPHI',
  'ERLANG',
  'RUBY',
  'OTHER',
  'HTTP',
  'GO',
  'PHP',
  'OMS',
  'RUST',
  'NODE_JS',
] as const

export type LanguageCode = (typeof LANGUAGE_CODES)[number]

const ORDINALS: ReadonlyMap<unknown, number> = new Map(
  LANGUAGE_CODES.map((name, ordinal) => [name, ordinal]),
)

export const languageOrdinal = (language: LanguageCode): number =>
  ORDINALS.get(language) ?? LANGUAGE_CODES.indexOf('OTHER')

/** Reads a name or an ordinal; newer servers may know languages that we do not. */
export function toLanguage(value: unknown): LanguageCode | undefined {
  const ordinal = typeof value === 'number' ? value : ORDINALS.get(value)
  return ordinal === undefined ? undefined : LANGUAGE_CODES[ordinal]
}
