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

const isApple = /mac|iphone|ipad/iu.test(navigator.userAgent)

/** A key pressed together with the one that this device keeps for commands, as it is printed there. */
export function commandKey(key: string): string {
  return isApple ? `⌘${key}` : `Ctrl+${key}`
}

/** Whether that one alone is held down. */
export function isCommand({ ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): boolean {
  return (ctrlKey || metaKey) && !altKey && !shiftKey
}

/** Whether Enter has no other meaning where the focus is. */
export function isIdle({ target }: KeyboardEvent): boolean {
  return !(
    target instanceof Element &&
    target.closest('button, a, summary, label, [role="grid"], dialog') !== null
  )
}
