import { isArqError, type Language, renderText, type SignalAnswer, type Text } from '@arq/core'

import type { Client } from '../client.js'
import { languageOf } from './language-of.js'
import type { LinkClaims } from './link-token.js'
import type { LinkProblem, SignalLinks } from './signal-links.js'
import { PAGE_HEADERS, questionOf, signalPage } from './signal-page.js'
import { webTexts } from './web-texts.js'

/** A page, as each framework sends it in its own way. */
export interface PageAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** Somebody who has opened a link, or pressed its button. */
export interface LinkVisit {
  /** The `token` of the query. */
  readonly token: unknown
  /** The header `Accept-Language`. */
  readonly acceptLanguage: string | undefined
}

/** The page behind a link, with a button that posts to it. Gives no signal: programs that look at mails follow links. */
export function askByLink(links: SignalLinks, { token, acceptLanguage }: LinkVisit): PageAnswer {
  const language = languageOf(acceptLanguage)
  const read = links.read(token)
  if (typeof read === 'string') return refused(read, language)
  const page = { title: questionOf(read, language), button: webTexts.confirm() }
  return { status: 200, headers: PAGE_HEADERS, body: signalPage(page, language) }
}

/**
 * Gives the signal of a link. Never rejects.
 * @param onError is told why a signal could not be given
 */
export async function signalByLink(
  links: SignalLinks,
  { token, acceptLanguage }: LinkVisit,
  { client, onError }: { readonly client: Client; readonly onError: (error: unknown) => void },
): Promise<PageAnswer> {
  const language = languageOf(acceptLanguage)
  const read = links.read(token)
  if (typeof read === 'string') return refused(read, language)
  const { status, note, isOpen = false } = await give(client, read, onError)
  const page = { title: questionOf(read, language), note }
  const body = signalPage(isOpen ? { ...page, button: webTexts.confirm() } : page, language)
  return { status, headers: PAGE_HEADERS, body }
}

interface Answered {
  readonly status: number
  readonly note: Text
  /** It may be tried again. */
  readonly isOpen?: boolean
}

async function give(
  client: Client,
  { jobId, signal, payload }: LinkClaims,
  onError: (error: unknown) => void,
): Promise<Answered> {
  try {
    return ANSWERS[await client.signal(jobId, signal, payload)]
  } catch (error) {
    const code = isArqError(error) ? error.code : undefined
    if (code === 'ARQ_JOB_NOT_FOUND') return { status: 404, note: webTexts.signalUnknownJob() }
    onError(error)
    return { status: 503, note: webTexts.signalNotNow(), isOpen: true }
  }
}

const ANSWERS: Readonly<Record<SignalAnswer, Answered>> = {
  accepted: { status: 200, note: webTexts.signalAccepted() },
  already: { status: 409, note: webTexts.signalAlready() },
  timedOut: { status: 410, note: webTexts.signalTimedOut() },
  ended: { status: 410, note: webTexts.signalEnded() },
}

function refused(problem: LinkProblem, language: Language): PageAnswer {
  const [status, note] =
    problem === 'expired'
      ? ([410, webTexts.linkExpired()] as const)
      : ([404, webTexts.linkInvalid()] as const)
  const title = renderText(webTexts.noLink(), language)
  return { status, headers: PAGE_HEADERS, body: signalPage({ title, note }, language) }
}
