/** One of a few, side by side. */

import { type ReactNode, useId } from 'react'

/** The choice: radio buttons, so that arrow keys and screen readers know it. */
export function Choice<T extends string | number>({
  label,
  options,
  chosen,
  isDisabled = false,
  onChoose,
}: {
  readonly label: string
  readonly options: readonly (readonly [value: T, text: string])[]
  readonly chosen: unknown
  readonly isDisabled?: boolean
  readonly onChoose: (value: T) => Promise<void>
}): ReactNode {
  const name = useId()
  return (
    <div className="choice-row" role="radiogroup" aria-label={label}>
      {options.map(([value, text]) => (
        <label key={value} className="choice-one">
          <input
            type="radio"
            name={name}
            checked={chosen === value}
            disabled={isDisabled}
            onChange={() => void onChoose(value)}
          />
          <span>{text}</span>
        </label>
      ))}
    </div>
  )
}
