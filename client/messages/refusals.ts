// A refusal in the language of the page: the catalogue's sentence by its code, and with it the words of the
// protocol that stand in its parameters.
import { type Currency, currencies } from '#shared/money.ts'
import { type Unit, units } from '#shared/quantity.ts'
import type { Refusal } from '#shared/refusals.ts'
import { count, fill, list, number, say } from './messages.svelte.ts'

let nameOf: (delegation: string) => string = (id) => id

/** Who on the page knows what delegations are called; a refusal names them by their ids. */
export function nameDelegations(by: (delegation: string) => string): void {
  nameOf = by
}

export function refusalText(refusal: Refusal): string {
  const params = Object.entries(refusal.params).map(
    ([key, value]) =>
      [key, typeof value === 'number' ? value : words(refusal, key, value)] as const,
  )
  return fill(say().refusal[refusal.code], Object.fromEntries(params))
}

/** Placeholders that stand for delegations. */
const naming: ReadonlySet<string> = new Set([
  'delegation',
  'delegations',
  'leading',
  'deputies',
  'owner',
  'origin',
])

function words({ code }: Refusal, key: string, value: string): string {
  const { role, field, thing, sessionState, taskState, shareState, consentState } = say()
  const steps = { ...shareState, ...consentState }
  const isStep = code.startsWith('step_') || code === 'consent_missing'
  const tables: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    roles: role,
    field,
    what: thing,
    state: code === 'session_state' ? sessionState : isStep ? steps : taskState.any,
    needed: sessionState,
    from: isStep ? steps : taskState.any,
    to: isStep ? steps : taskState.any,
    next: isStep ? steps : taskState.any,
    stage: say().requestStage,
    side: { more: say().text.more_word, less: say().text.less_word },
  }
  if (naming.has(key)) return list(value.split(', ').map(nameOf))
  const table = tables[key]
  if (table === undefined) return figureWords(value)
  return value
    .split(/,\s*|\s+or\s+|\s+and\s+/u)
    .map((word) => table[word] ?? word)
    .join(', ')
}

/** Figures come as English says them: "6 systems", "EUR 1,500", "quantity in systems". */
function figureWords(value: string): string {
  const { thing, unitName } = say()
  const counted = /^([\d,]+) ([a-z]+)$/u.exec(value)
  const unit = unitOf(counted?.[2] ?? value)
  if (counted !== null && unit !== null)
    return count(Number((counted[1] ?? '').replaceAll(',', '')), unit)
  if (unit !== null) return unitName[unit]
  const amount = /^([A-Z]{3}) ([\d,.]+)$/u.exec(value)
  if (amount !== null && currencies.includes(amount[1] as Currency))
    return `${number(Number((amount[2] ?? '').replaceAll(',', '')))}\u00a0${amount[1] ?? ''}`
  const measured = /^(quantity|amount) in (.+)$/u.exec(value)
  if (measured !== null)
    return `${thing[measured[1] === 'amount' ? 'amount' : 'quantity']} (${figureWords(measured[2] ?? '')})`
  if (value === 'quantities') return thing.quantity
  return value === 'money' ? thing.amount : value
}

function unitOf(word: string): Unit | null {
  return units.find((unit) => unit === word || `${unit}s` === word) ?? null
}
