// Single keys that act, for whoever leads a session without a mouse. They can be turned off, and are remembered
// on the device: a person who dictates sends letters without meaning keys.
const remembered = 'pledgehall.shortcuts'
let on = $state(localStorage.getItem(remembered) !== 'off')

export function shortcutsOn(): boolean {
  return on
}

export function turnShortcuts(to: boolean): void {
  on = to
  localStorage.setItem(remembered, to ? 'on' : 'off')
}

/** The key as it is printed on a Latin keyboard: on a Ukrainian one the same key gives another letter. */
export function keyOf(event: KeyboardEvent): string {
  if (event.key.length > 1 || /[\x20-\x7e]/u.test(event.key)) return event.key.toLowerCase()
  return event.code.replace(/^Key/u, '').toLowerCase()
}

/** Whether the key is meant for a field, not for the page. */
export function isTyping({ target }: Event): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('input, textarea, select'))
  )
}
