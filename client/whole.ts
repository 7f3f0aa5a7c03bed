// A text that must be seen to its last word: as large as its box allows, from the largest size that is wanted.
interface Sizes {
  /** In --u, the hundredth of a screen's height. */
  readonly from: number
  readonly to: number
  /** Below this size the text runs in two columns, so that lines stay short enough to read. */
  readonly columnsBelow?: number
}

/** An attachment; made anew with every text, as it names it. */
export function whole(_text: string, { from, to, columnsBelow = 0 }: Sizes) {
  return (node: HTMLElement) => {
    const fit = () => {
      for (let size = from; size >= to; size -= 0.2) {
        node.style.fontSize = `calc(${size.toFixed(1)} * var(--u))`
        node.style.columns = size < columnsBelow ? '2' : 'auto'
        if (node.scrollHeight <= node.clientHeight && node.scrollWidth <= node.clientWidth) return
      }
    }
    const observer = new ResizeObserver(fit)
    observer.observe(node)
    return () => {
      observer.disconnect()
    }
  }
}
