import { useLanguage } from '../language/use-language.js'
import { Button } from './button.js'
import { useTell } from './notices.js'
import { partTexts } from './texts.js'

/** Copies a text. Where the page was not served safely the browser has no clipboard for it, and we say so. */
export function CopyButton({ text, label }: { readonly text: string; readonly label?: string }) {
  const { say } = useLanguage()
  const tell = useTell()
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
      tell(say(partTexts.copied))
    } catch {
      tell(say(partTexts.copyFailed), true)
    }
  }
  return (
    <Button
      kind="bare"
      isSmall
      icon="copy"
      label={label ?? say(partTexts.copy)}
      onClick={() => void copy()}
    />
  )
}
