// Who in the room has not answered what is asked now (rule Q7), and reminding just those.
import { type Decision, isFinal, positionId } from '#shared/decision.ts'
import {
  isHere,
  isSameQuestion,
  openQuestions,
  type Question,
  type QuestionKind,
  silentOn,
} from '#shared/questions.ts'
import { collator, t } from './messages/messages.svelte.ts'
import { refusalText } from './messages/refusals.ts'
import { decisionsIn } from './decisions.ts'
import { speakersIn } from './floor.svelte.ts'
import { marksSeenBy } from './roll.svelte.ts'
import type { Room } from './room.svelte.ts'

export interface OpenSilence extends Question {
  /** How many of those asked are in the room. */
  readonly here: number
  /** Those among them who have said nothing, by name. */
  readonly silent: readonly string[]
  /** All who owe an answer, in the room or not. */
  readonly owing: ReadonlySet<string>
}

export class Silence {
  /** What became of the last reminder, in a sentence. */
  told = $state<string | null>(null)
  readonly #room: Room

  readonly questions: readonly OpenSilence[] = $derived.by(() => {
    const { board } = this.#room
    void board.structure
    void board.rosterVersion
    const { session } = board
    const roster = board.roster.rows
    const marks = marksSeenBy(this.#room)
    const isIn = (id: string) => isHere(marks, id, session)
    const name = (id: string) => this.#room.nameOf(id)
    return openQuestions(
      {
        session,
        roster,
        requests: board.requests.rows,
        pledges: board.pledges.rows,
        item: board.agenda.get(session.currentItem ?? ''),
        speakers: speakersIn(this.#room, session.currentItem),
        decisions: this.#decisions(),
        positions: board.positions.rows,
      },
      this.#room.session.now(),
    ).map((question) => {
      const owing = silentOn(question)
      return {
        kind: question.kind,
        key: question.key,
        here: [...question.asked].filter(isIn).length,
        owing: new Set(owing),
        silent: owing.filter(isIn).sort((a, b) => collator().compare(name(a), name(b))),
      }
    })
  })

  constructor(room: Room) {
    this.#room = room
  }

  /** Tracks each position on those on which positions may be taken. */
  #decisions(): [string, Decision][] {
    const { board } = this.#room
    return decisionsIn(this.#room).map(({ id, decision }) => {
      if (!isFinal(decision))
        for (const delegation of board.roster.rows.keys())
          board.positions.get(positionId(id, delegation))
      return [id, decision]
    })
  }

  async remind({ kind, key, silent }: OpenSilence): Promise<void> {
    const answer = await this.#room.session.act('reminder:send', {
      to: [...silent],
      about: { kind, key },
    })
    this.told = answer.ok ? t('remind_done', { n: answer.to.length }) : refusalText(answer.error)
  }

  /** Whether the delegation still owes an answer to it. */
  owes(delegation: string | null, about: Question): boolean {
    const open = this.questions.find((question) => isSameQuestion(question, about))
    return open !== undefined && delegation !== null && open.owing.has(delegation)
  }
}

/** "Requests under “Announcements: air and missile defence”". */
export function questionText(room: Room, { kind, key }: Question): string {
  const title = room.board.agenda.get(key)?.title ?? ''
  const questions: Readonly<Record<QuestionKind, string>> = {
    requests: t('question_requests', { title }),
    decision: t('question_decision', { title: room.board.decisions.get(key)?.title ?? '' }),
    tour: t('question_tour', { title }),
  }
  return questions[kind]
}
