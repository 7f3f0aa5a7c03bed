// Where a form that was not sent leads its author.
import { tick } from 'svelte'

/** Once the faults are shown: to the first of them, out of whatever is folded, else back to what sends the form. */
export async function seekFault(form: HTMLElement): Promise<void> {
  await tick()
  const fault = form.querySelector<HTMLElement>('[aria-invalid="true"]')
  for (const folded of form.querySelectorAll<HTMLDetailsElement>(
    'details:has([aria-invalid="true"])',
  ))
    folded.open = true
  ;(fault ?? form.querySelector<HTMLElement>('[type="submit"]'))?.focus()
}
