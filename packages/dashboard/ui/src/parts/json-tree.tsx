import { useState } from 'preact/hooks'

import { useLanguage } from '../language/use-language.js'
import { Button } from './button.js'
import { CopyButton } from './copy-button.js'
import { Icon } from './icon.js'
import { jsonText } from './json-text.js'
import { partTexts } from './texts.js'
import { entriesOf, kindOf, openDepth, previewOf } from './tree-text.js'

interface Properties {
  readonly value: unknown
  /** What it is, for screen readers. */
  readonly label: string
}

// A list of a million entries is drawn as far as somebody reads.
const ENTRIES_AT_ONCE = 100
const LONGEST_TEXT = 400

/** A value as a tree that folds. Everything in it is text: what a payload says is never read as HTML. */
export function JsonTree({ value, label }: Properties) {
  const { say } = useLanguage()
  const [depth, setDepth] = useState(() => openDepth(value))
  const canFold = entriesOf(value).some(({ value: inner }) => entriesOf(inner).length > 0)
  return (
    <div class="tree" role="group" aria-label={label}>
      <div class="tree-acts">
        {canFold && (
          <Button kind="bare" isSmall onClick={() => setDepth(depth === 1 ? Infinity : 1)}>
            {say(depth === 1 ? partTexts.expandAll : partTexts.collapseAll)}
          </Button>
        )}
        <CopyButton text={jsonText(value, 2)} label={`${say(partTexts.copy)}: ${label}`} />
      </div>
      {entriesOf(value).length > 0 ? (
        <Entries key={depth} value={value} openTo={depth} />
      ) : (
        <Leaf value={value} />
      )}
    </div>
  )
}

function Entries({ value, openTo }: { readonly value: unknown; readonly openTo: number }) {
  const { say } = useLanguage()
  const [shown, setShown] = useState(ENTRIES_AT_ONCE)
  const entries = entriesOf(value)
  const left = entries.length - shown
  return (
    <ul>
      {entries.slice(0, shown).map((entry) => (
        <Node key={entry.key} name={entry.key} value={entry.value} openTo={openTo - 1} />
      ))}
      {left > 0 && (
        <li>
          <Button kind="bare" isSmall onClick={() => setShown(shown + ENTRIES_AT_ONCE)}>
            {say(partTexts.showMore, { count: Math.min(left, ENTRIES_AT_ONCE) })}
          </Button>
        </li>
      )}
    </ul>
  )
}

interface NodeProperties {
  readonly name: string
  readonly value: unknown
  readonly openTo: number
}

function Node({ name, value, openTo }: NodeProperties) {
  const { say } = useLanguage()
  const [isOpen, setIsOpen] = useState(openTo > 0)
  const count = entriesOf(value).length
  if (count === 0) {
    return (
      <li class="tree-leaf">
        <span class="tree-key">{name}</span> <Leaf value={value} />
      </li>
    )
  }
  const size = kindOf(value) === 'list' ? partTexts.items : partTexts.keys
  return (
    <li>
      <button
        type="button"
        class="tree-fold"
        aria-expanded={isOpen}
        onClick={() => setIsOpen(!isOpen)}
      >
        <Icon name={isOpen ? 'down' : 'right'} size={11} />
        <span class="tree-key">{name}</span>
        <span class="tree-size">{say(size, { count })}</span>
        {!isOpen && <span class="tree-preview">{previewOf(value)}</span>}
      </button>
      {isOpen && <Entries value={value} openTo={openTo} />}
    </li>
  )
}

function Leaf({ value }: { readonly value: unknown }) {
  const { say } = useLanguage()
  const [isWhole, setIsWhole] = useState(false)
  const kind = kindOf(value)
  if (kind === 'list') return <span class="quiet">{say(partTexts.emptyList)}</span>
  if (kind === 'object') return <span class="quiet">{say(partTexts.emptyObject)}</span>
  const text = kind === 'null' ? 'null' : String(value)
  const isCut = text.length > LONGEST_TEXT && !isWhole
  return (
    <span class={`tree-value is-${kind}`}>
      {isCut ? `${text.slice(0, LONGEST_TEXT)}…` : text}
      {isCut && (
        <Button kind="bare" isSmall onClick={() => setIsWhole(true)}>
          {say(partTexts.showWhole)}
        </Button>
      )}
    </span>
  )
}
