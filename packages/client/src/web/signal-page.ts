import { type Language, renderText, type Text } from '@arq/core'

import { webTexts } from './web-texts.js'

interface Page {
  /** What stands in large letters. */
  readonly title: string
  /** What stands below; absent: nothing. */
  readonly note?: Text | undefined
  /** What the button says that posts to this very page; absent: there is none. */
  readonly button?: Text | undefined
}

/** A page of a few lines, without anything that it would have to load. */
export function signalPage({ title, note, button }: Page, language: Language): string {
  const said = (text: Text): string => escaped(renderText(text, language))
  return [
    `<!doctype html><html lang="${language}"><head><meta charset="utf-8">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta name="robots" content="noindex"><title>${escaped(title)}</title>`,
    `<style>${STYLE}</style></head><body><main><h1>${escaped(title)}</h1>`,
    note ? `<p>${said(note)}</p>` : '',
    button ? `<form method="post"><button>${said(button)}</button></form>` : '',
    '</main></body></html>',
  ].join('')
}

/** The question that a link asks. */
export function questionOf(
  { jobId, signal, title }: { jobId: string; signal: string; title?: string | undefined },
  language: Language,
): string {
  return title ?? renderText(webTexts.signalQuestion({ signal, jobId }), language)
}

const escaped = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => `&#${String(character.charCodeAt(0))};`)

const STYLE =
  'body{font:1.1rem/1.5 system-ui,sans-serif;display:grid;place-items:center;min-height:90vh;margin:0;color-scheme:light dark}' +
  'main{max-width:32rem;padding:1.5rem;text-align:center;overflow-wrap:anywhere}h1{font-size:1.4rem}' +
  'button{font:inherit;padding:.6rem 2rem;cursor:pointer}'

/** Nothing is loaded, kept, framed or told to others: the address of the page is the right to answer. */
export const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-robots-tag': 'noindex',
} as const
