// Who in the room has not answered what is asked now (rule Q7), and reminding just those.
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
import type { Room } from './room.svelte.ts'

export interface OpenSilence extends Question {
  /** How many of those asked are in the room. */
  readonly here: number
  /** Those among them who have said nothing, by name. */
  readonly silent: readonly string[]
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
    const name = (id: string) => this.#room.nameOf(id)
    return openQuestions({
      session,
      roster,
      requests: board.requests.rows,
      pledges: board.pledges.rows,
      speakers: [],
    }).map((question) => {
      const isIn = (id: string) => isHere(roster, roster, id, session)
      return {
        kind: question.kind,
        key: question.key,
        here: [...question.asked].filter(isIn).length,
        silent: silentOn(question)
          .filter(isIn)
          .sort((a, b) => collator().compare(name(a), name(b))),
      }
    })
  })

  constructor(room: Room) {
    this.#room = room
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
    return open !== undefined && delegation !== null && open.silent.includes(delegation)
  }
}

/** "Requests under “Announcements: air and missile defence”". */
export function questionText(room: Room, { kind, key }: Question): string {
  const title = room.board.agenda.get(key)?.title ?? ''
  const questions: Readonly<Record<QuestionKind, string>> = {
    requests: t('question_requests', { title }),
    tour: t('question_tour', { title }),
  }
  return questions[kind]
}
