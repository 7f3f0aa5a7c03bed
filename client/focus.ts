// Where the focus goes when what had it is gone: whoever works by keyboard goes on nearby, not at the top of the page.

/** For `{@attach}`: leads the focus to the nearest part of the node that stays and can hold it. */
export function keepsFocus(node: HTMLElement): () => void {
  /** What had the focus last, and what around it can hold it, from the inside out. */
  let held: readonly HTMLElement[] = []
  const take = ({ target }: FocusEvent) => {
    const around = [target instanceof HTMLElement ? target : node]
    for (let at = around[0]; at !== undefined && at !== node; at = at.parentElement ?? node)
      if (at.parentElement?.hasAttribute('tabindex') === true) around.push(at.parentElement)
    held = around
  }
  const leave = ({ relatedTarget }: FocusEvent) => {
    if (relatedTarget !== null) held = []
  }
  const forget = () => {
    held = []
  }
  const observer = new MutationObserver(() => {
    const [last, ...around] = held
    if (last === undefined || last.isConnected || document.activeElement !== document.body) return
    around.find((part) => part.isConnected)?.focus({ preventScroll: true })
  })
  node.addEventListener('focusin', take)
  node.addEventListener('focusout', leave)
  // A press beside it lets go of it.
  addEventListener('pointerdown', forget, true)
  observer.observe(node, { childList: true, subtree: true })
  return () => {
    node.removeEventListener('focusin', take)
    node.removeEventListener('focusout', leave)
    removeEventListener('pointerdown', forget, true)
    observer.disconnect()
  }
}
