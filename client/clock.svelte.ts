// A second hand for whoever shows a running clock; stands still while nobody looks.
import { createSubscriber } from 'svelte/reactivity'

const subscribe = createSubscriber((update) => {
  const timer = setInterval(update, 1000)
  return () => {
    clearInterval(timer)
  }
})

/** This device's time, ms since 1970; read it in markup and it moves on every second. */
export function tick(): number {
  subscribe()
  return Date.now()
}
