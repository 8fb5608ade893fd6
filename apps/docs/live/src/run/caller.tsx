import { useState } from 'preact/hooks'

import { useSay } from '../words/language.js'
import { runTexts as texts } from './texts.js'

/** The program that calls one which is only a part: the reader sees where the lines come from. */
export function Caller({ url }: { readonly url: string }) {
  const say = useSay()
  const [text, setText] = useState<string>()
  const load = async () => {
    if (text === undefined) setText(await (await fetch(url)).text())
  }
  return (
    <details onToggle={() => void load()}>
      <summary>{say(texts.caller())}</summary>
      {text !== undefined && (
        <pre class="prints" tabIndex={0} role="group" aria-label={say(texts.caller())}>
          {text}
        </pre>
      )}
    </details>
  )
}
