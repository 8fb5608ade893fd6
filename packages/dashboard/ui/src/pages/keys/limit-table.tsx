import type { KeyView } from '../../../../src/contract/index.js'
import { useLanguage } from '../../language/use-language.js'
import { ActButton } from '../../parts/act-button.js'
import { Button } from '../../parts/button.js'
import { StateMark } from '../../parts/state-mark.js'
import { type Column, Table } from '../../parts/table.js'
import { useSession } from '../../server/session.js'
import { keysTexts } from './texts.js'

interface Properties {
  readonly keys: readonly KeyView[]
  readonly onChange: (key: KeyView) => void
  readonly onDone: () => void
}

/** Keys with their places and their lines. */
export function LimitTable({ keys, onChange, onDone }: Properties) {
  const { say, count } = useLanguage()
  const { may } = useSession()
  const columns: readonly Column<KeyView>[] = [
    {
      ...{ key: 'name', head: say(keysTexts.name), width: 'minmax(7rem, 1fr)', narrow: 'meta' },
      cell: ({ name }) => name,
    },
    {
      ...{ key: 'key', head: say(keysTexts.key), width: 'minmax(7rem, 1.4fr)', narrow: 'title' },
      cell: ({ key }) => <span class="mono strong">{key}</span>,
    },
    {
      ...{ key: 'running', head: say(keysTexts.running), width: '5rem', narrow: 'meta' },
      isNumber: true,
      cell: ({ running }) => count(running),
    },
    {
      ...{ key: 'coming', head: say(keysTexts.coming), width: '5.5rem', narrow: 'meta' },
      isNumber: true,
      cell: ({ coming }) => count(coming),
    },
    {
      ...{ key: 'waiting', head: say(keysTexts.waiting), width: '5rem', narrow: 'meta' },
      isNumber: true,
      cell: ({ waiting }) => count(waiting),
    },
    {
      ...{ key: 'limit', head: say(keysTexts.most), width: '10.5rem', narrow: 'side' },
      cell: (key) => <Limit of={key} />,
    },
    ...(may('act')
      ? [
          {
            ...({
              key: 'acts',
              head: say(keysTexts.acts),
              width: '11rem',
              narrow: 'meta',
            } as const),
            hasActs: true,
            cell: (key: KeyView) => <Acts of={key} onChange={onChange} onDone={onDone} />,
          },
        ]
      : []),
  ]
  return (
    <div class="card has-tall-rows">
      <Table
        label={say(keysTexts.limits)}
        columns={columns}
        rows={keys}
        keyOf={({ name, key }) => `${name}\n${key}`}
      />
    </div>
  )
}

function Limit({ of: { limit, isSet } }: { readonly of: KeyView }) {
  const { say, count } = useLanguage()
  if (limit === 0) return <StateMark tone="warn">{say(keysTexts.stopped)}</StateMark>
  return (
    <span>
      {limit === null ? say(keysTexts.anyNumber) : count(limit)}{' '}
      {isSet && <span class="tag">{say(keysTexts.isSet)}</span>}
    </span>
  )
}

interface ActsProperties {
  readonly of: KeyView
  readonly onChange: (key: KeyView) => void
  readonly onDone: () => void
}

function Acts({ of: shown, onChange, onDone }: ActsProperties) {
  const { say } = useLanguage()
  const { server } = useSession()
  const { name, key, isSet } = shown
  return (
    <>
      <Button
        isSmall
        icon="edit"
        label={say(keysTexts.changeOf, { name, key })}
        onClick={() => onChange(shown)}
      >
        {say(keysTexts.change)}
      </Button>
      {isSet && (
        <ActButton
          permission="act"
          icon="retry"
          isSmall
          label={say(keysTexts.resetOf, { name, key })}
          question={{
            title: say(keysTexts.resetAsk, { name, key }),
            body: <p>{say(keysTexts.resetLead)}</p>,
          }}
          perform={async () => {
            await server.call('setKeyLimit', { params: { name }, body: { key, limit: null } })
            return say(keysTexts.isReset, { name, key })
          }}
          onDone={onDone}
        >
          {say(keysTexts.reset)}
        </ActButton>
      )}
    </>
  )
}
