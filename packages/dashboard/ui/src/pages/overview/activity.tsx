import type { ActView } from '../../../../src/contract/index.js'
import { useLanguage } from '../../language/use-language.js'
import { Distance } from '../../parts/moment.js'
import { Section } from '../../parts/section.js'
import { StateMark } from '../../parts/state-mark.js'
import { type Column, Table } from '../../parts/table.js'
import { useLive } from '../../server/live.js'
import { actionTexts, overviewTexts } from './texts.js'

const SHOWN = 8

const OUTCOMES = {
  done: { tone: 'good', text: overviewTexts.done },
  refused: { tone: 'bad', text: overviewTexts.refused },
  failed: { tone: 'bad', text: overviewTexts.notDone },
} as const

/** Who did what, the newest first: the audit log as far as this server remembers it. */
export function Activity() {
  const { say } = useLanguage()
  const { acts } = useLive()
  const actionOf = (action: string) => {
    const known = Object.entries(actionTexts).find(([name]) => name === action)
    return known ? say(known[1]) : action
  }
  const columns: readonly Column<ActView>[] = [
    {
      key: 'what',
      head: say(overviewTexts.what),
      width: 'minmax(7rem, 12rem)',
      narrow: 'title',
      cell: ({ action }) => <span class="strong">{actionOf(action)}</span>,
    },
    {
      key: 'target',
      head: say(overviewTexts.target),
      width: 'minmax(8rem, 1fr)',
      narrow: 'meta',
      cell: ({ target }) => (
        <span class="mono" title={target}>
          {target}
        </span>
      ),
    },
    {
      key: 'who',
      head: say(overviewTexts.who),
      width: '8rem',
      narrow: 'meta',
      cell: ({ user }) => user ?? <span class="quiet">{say(overviewTexts.somebody)}</span>,
    },
    {
      key: 'outcome',
      head: say(overviewTexts.outcome),
      width: '9rem',
      narrow: 'side',
      cell: ({ outcome, code }) => (
        <span title={code ?? ''}>
          <StateMark tone={OUTCOMES[outcome].tone}>{say(OUTCOMES[outcome].text)}</StateMark>
        </span>
      ),
    },
    {
      key: 'when',
      head: say(overviewTexts.when),
      width: '6rem',
      narrow: 'meta',
      isNumber: true,
      cell: ({ at }) => <Distance at={at} />,
    },
  ]
  return (
    <Section title={say(overviewTexts.activity)}>
      {acts.length === 0 ? (
        <p class="quiet">{say(overviewTexts.noActivity)}</p>
      ) : (
        <div class="card">
          <Table
            label={say(overviewTexts.activity)}
            columns={columns}
            rows={acts.slice(0, SHOWN)}
            keyOf={({ at, action, target }) => `${at} ${action} ${target}`}
          />
        </div>
      )}
    </Section>
  )
}
