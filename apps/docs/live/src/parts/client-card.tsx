import { useSay } from '../words/language.js'
import { kindHints, kindTexts, texts } from '../words/texts.js'
import type { LiveWorld } from '../world/live-world.js'
import { KINDS } from '../world/names.js'
import { Button } from './button.js'
import { Card } from './card.js'

const A_CROWD = 100

interface Properties {
  readonly world: LiveWorld
  readonly isCut: boolean
}

/** What can be enqueued. */
export function ClientCard({ world, isCut }: Properties) {
  const say = useSay()
  return (
    <Card title={say(texts.client())} name="client">
      <p class={`state ${isCut ? 'cut' : 'working'}`} data-part="state">
        {say(isCut ? texts.cutOff() : texts.connected())}
      </p>
      <div class="acts" role="group" aria-label={say(texts.enqueue())}>
        {KINDS.map((kind) => (
          <Button
            key={kind}
            look={kind === 'plain' ? 'main' : kind === 'poison' ? 'bad' : 'plain'}
            hint={say(kindHints[kind]())}
            onPress={() => world.enqueue(kind)}
          >
            {say(kindTexts[kind]())}
          </Button>
        ))}
        <Button hint={say(kindHints.many())} onPress={() => world.enqueueMany(A_CROWD)}>
          {say(kindTexts.many())}
        </Button>
      </div>
      <p class="acts">
        <Button
          isOff={isCut}
          label={say(texts.cutClientLabel())}
          onPress={() => world.cut('client')}
        >
          {say(texts.cut())}
        </Button>
      </p>
    </Card>
  )
}
