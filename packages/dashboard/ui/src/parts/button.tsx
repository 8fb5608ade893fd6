import type { ComponentChildren, Ref } from 'preact'

import { Icon, type IconName } from './icon.js'

interface Properties {
  readonly children?: ComponentChildren
  readonly icon?: IconName
  /** For a button that shows its icon alone. */
  readonly label?: string
  /** `main`: the one that the place is for. */
  readonly kind?: 'main' | 'bare' | 'danger' | 'main-danger'
  readonly isSmall?: boolean
  readonly isDisabled?: boolean
  readonly isPressed?: boolean
  readonly isExpanded?: boolean
  readonly isSubmit?: boolean
  readonly title?: string
  readonly onClick?: () => void
  readonly buttonRef?: Ref<HTMLButtonElement>
}

const CLASSES = {
  main: 'is-main',
  bare: 'is-bare',
  danger: 'is-danger',
  'main-danger': 'is-main is-danger',
} as const

export function Button(properties: Properties) {
  const { children, icon, label, kind, isSmall, isPressed, isExpanded } = properties
  const classes = ['button', kind ? CLASSES[kind] : '', isSmall ? 'is-small' : '']
  if (icon && children === undefined) classes.push('is-icon')
  return (
    <button
      type={properties.isSubmit ? 'submit' : 'button'}
      class={classes.filter((name) => name !== '').join(' ')}
      disabled={properties.isDisabled ?? false}
      onClick={properties.onClick}
      title={properties.title ?? label}
      aria-label={label}
      aria-pressed={isPressed}
      aria-expanded={isExpanded}
      ref={properties.buttonRef ?? null}
    >
      {icon && <Icon name={icon} size={14} />}
      {children}
    </button>
  )
}
