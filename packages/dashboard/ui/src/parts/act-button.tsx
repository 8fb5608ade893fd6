import { useState } from 'preact/hooks'

import type { Permission } from '../../../src/contract/index.js'
import { useSession } from '../server/session.js'
import { Button } from './button.js'
import { ConfirmDialog } from './confirm-dialog.js'
import type { IconName } from './icon.js'
import type { Question } from './question.js'
import { useAct } from './use-act.js'

interface Properties {
  readonly permission: Permission
  readonly icon: IconName
  readonly children: string
  /** Says of what, where the same button stands in many rows. */
  readonly label?: string
  readonly kind?: 'main' | 'bare' | 'danger'
  readonly isSmall?: boolean
  readonly isDisabled?: boolean
  readonly question?: Question
  /** Gives what the reader is told when it is done. */
  readonly perform: () => Promise<string>
  readonly onDone?: () => void
}

/** A button that changes something: who may not do that does not see it. */
export function ActButton(properties: Properties) {
  const { permission, question, perform, onDone, children, ...looks } = properties
  const { may } = useSession()
  const [isAsking, setIsAsking] = useState(false)
  const act = useAct(perform)
  if (!may(permission)) return null
  const run = async () => {
    const isDone = await act.run()
    setIsAsking(false)
    if (isDone) onDone?.()
  }
  return (
    <>
      <Button
        {...looks}
        isDisabled={act.isRunning || looks.isDisabled === true}
        onClick={() => {
          if (question) setIsAsking(true)
          else void run()
        }}
      >
        {children}
      </Button>
      {question && isAsking && (
        <ConfirmDialog
          question={question}
          confirm={children}
          isRunning={act.isRunning}
          onConfirm={() => void run()}
          onClose={() => setIsAsking(false)}
        />
      )}
    </>
  )
}
