interface Properties {
  readonly values: readonly number[]
  /** What they tell, in words: nobody reads 24 numbers. */
  readonly label: string
  readonly tone?: 'bad'
}

const HEIGHT = 22
const STEP = 5

/** A few counts over time as bars, as large as a word. */
export function Bars({ values, label, tone }: Properties) {
  const most = Math.max(...values, 1)
  const width = values.length * STEP - 1
  return (
    <svg
      class={`bars ${tone ? `is-${tone}` : ''}`}
      viewBox={`0 0 ${String(width)} ${String(HEIGHT)}`}
      width={width}
      height={HEIGHT}
      role="img"
      aria-label={label}
    >
      {values.map((value, index) => {
        // One letter among thousands is still seen; none is a line on the ground.
        const height = value === 0 ? 1 : Math.max((value / most) * HEIGHT, 2.5)
        return (
          <rect
            key={index}
            class={value === 0 ? 'is-zero' : ''}
            x={index * STEP}
            y={HEIGHT - height}
            width={STEP - 1}
            height={height}
          />
        )
      })}
    </svg>
  )
}
