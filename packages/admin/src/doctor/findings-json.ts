import { type Language, renderText, type Text } from '@arq/core'
import { redactText } from '@arq/core/internal'

import type { Finding, FindingState, FoundLetters } from './finding.js'

/** A finding as programs read it. */
export interface FindingJson {
  readonly code: string
  readonly state: FindingState
  readonly seen: string
  readonly details: readonly string[]
  readonly why: string | null
  readonly todo: string | null
  readonly lines: readonly string[]
  readonly letters: FoundLetters | null
}

/** How many of each kind. */
export interface FindingCounts {
  readonly problems: number
  readonly warnings: number
  readonly unknown: number
  readonly ok: number
}

/** Part of the contract: keys and codes are added, never renamed. */
export function findingsJson(
  findings: readonly Finding[],
  language: Language,
): { readonly findings: readonly FindingJson[]; readonly counts: FindingCounts } {
  // Reasons are the words of others, who like to quote the URL they were given.
  const say = (text: Text): string => redactText(renderText(text, language))
  const told = findings.map((finding) => ({
    code: finding.code,
    state: finding.state,
    seen: say(finding.seen),
    details: (finding.details ?? []).map(say),
    why: finding.state === 'ok' ? null : say(finding.why),
    todo: finding.state === 'ok' ? null : say(finding.todo),
    lines: finding.state === 'ok' ? [] : (finding.lines ?? []),
    letters: finding.letters ?? null,
  }))
  return { findings: told, counts: findingCounts(findings) }
}

export function findingCounts(findings: readonly Finding[]): FindingCounts {
  const of = (state: FindingState): number =>
    findings.filter((finding) => finding.state === state).length
  return {
    problems: of('problem'),
    warnings: of('warning'),
    unknown: of('unknown'),
    ok: of('ok'),
  }
}
