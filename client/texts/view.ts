// What is read stays where it is on the screen while others write above it: the line of the caret, else the first
// paragraph in view.
import type { Mirror } from './mirror.ts'

export function holdView(
  scroller: HTMLElement,
  field: HTMLTextAreaElement,
  mirror: Mirror,
  change: () => void,
): void {
  const { top, bottom } = scroller.getBoundingClientRect()
  const caret = () => mirror.boxOf(field.selectionEnd)?.top ?? top
  const writes = document.activeElement === field
  const at = writes ? caret() : top
  if (writes && at >= top && at < bottom) {
    change()
    scroller.scrollTop += caret() - at
    return
  }
  const paragraph = mirror.paragraphBelow(top)
  const before = paragraph?.getBoundingClientRect().top ?? 0
  change()
  if (paragraph?.isConnected === true)
    scroller.scrollTop += paragraph.getBoundingClientRect().top - before
}
