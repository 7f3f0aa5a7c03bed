// What is put on the screens of the hall.
import { refuse } from '#shared/refusals.ts'
import { longestBreak } from '#shared/screen.ts'
import type { Act } from './act.ts'
import { factsOf } from './fact.ts'
import { refuseIfClosed } from './session.ts'

export const showOnScreen: Act<'screen:show'> = (_, { screen, content }, { actor, now }) => ({
  facts: factsOf('screens', screen, { content, at: now, by: actor.name }),
  output: {},
})

/** Also in a closed session: where the buses leave is said after the meeting (rule O3). */
export const setMessage: Act<'screen:message'> = (_, { text }, { actor, now }) => ({
  facts: factsOf('overlays', 'message', { text, until: null, at: now, by: actor.name }),
  output: {},
})

export const setBreak: Act<'screen:break'> = (doc, { until }, { actor, now }) => {
  const closed = refuseIfClosed(doc)
  if (closed !== null) return closed
  if (until !== null && (until <= now || until > now + longestBreak))
    return refuse('break_time', 'O4')
  return {
    facts: factsOf('overlays', 'break', { text: null, until, at: now, by: actor.name }),
    output: {},
  }
}
