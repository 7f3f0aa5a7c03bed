// Everything the server can refuse with: codes, the close codes of the sockets, the shape of a refusal.

/** Code → the English sentence a diplomat, or an operator at night, can act on. Catalogues translate by code. */
export const refusalMessages = {
  bad_input: 'The request was not understood: {where}: {why}.',
  forbidden: 'Your seat may not do this. It is for: {roles}.',
  not_found: 'There is no such {what} in this session.',
  not_authenticated: 'Open your join link again: this seat is not signed in.',
  link_invalid: 'This join link is not valid. Ask the secretary for a new one.',
  link_revoked: 'This join link was withdrawn by the secretary. Ask for a new one.',
  link_expired: 'This join link has expired. Ask the secretary for a new one.',
  link_full: 'All {limit} seats of this link are taken. Ask the secretary to free one.',
  seat_revoked: 'This seat was withdrawn by the secretary.',
  command_id_reused: 'This command id was already used for a different command.',
  too_many: 'Too many requests. Wait {seconds} s and try again.',
  too_slow: 'Your connection took too long to read what was sent. It will be opened again.',
  too_large: 'This is too large: at most {limit} are accepted.',
  storage_unavailable:
    'The server cannot write to its disk at the moment. Nothing was changed; try again shortly.',
  internal:
    'Something went wrong on the server. Nothing was changed; the operator has a record of it.',
  session_state: 'The session is {state}; this needs it to be {needed}.',
  session_closed: 'The session is closed; its board can no longer be edited.',
  carry_open: 'Close this session first: only then does another take over what it left open.',
  carried: 'What this session left open has been taken over by another session and goes on there.',
  agenda_end: 'This is already the last agenda item.',
  agenda_start: 'This is already the first agenda item.',
  agenda_empty: 'The agenda of this session has no items.',
  agenda_current: 'The agenda cannot drop the item that is open now: {title}.',
  agenda_stale:
    'The agenda changed after you read it, so nothing was done. Look at it as it is now, then decide.',
  agenda_here: 'This item is open already: {title}.',
  agenda_done: 'This item is done and cannot be deferred: {title}.',
  agenda_deferred: 'This item is deferred already: {title}.',
  agenda_not_deferred: 'This item is not deferred: {title}.',
  stale: 'The words changed after you read them. Read the pledge again, then decide.',
  not_accepted: 'Kyiv has not accepted this pledge as it stands now.',
  already_agreed: 'This pledge is agreed and its words are locked. Propose an amendment instead.',
  already_answered: 'This pledge was already accepted in these words.',
  withdrawn: 'This pledge has been withdrawn.',
  not_a_pledge:
    'This row pledges nothing new: it answers no, repeats, belongs to or values another row, reports a delivery, or does not go to Ukraine. There is nothing to agree.',
  reopen_none: 'This pledge is not agreed; there is no gavel to take back.',
  reopen_late: 'The gavel fell more than {seconds} s ago and stands. Propose an amendment instead.',
  reopen_used:
    'Staff already work with what was agreed; the gavel stands. Propose an amendment instead.',
  not_agreed: 'Only an agreed pledge can be turned into tasks.',
  exceeds_agreed:
    'The tasks would come to {sum}, but {agreed} were agreed and {tasked} are already tasked.',
  figure_missing: 'Give each task its {figure}: the agreed pledge counts in it.',
  figure_foreign: 'The agreed pledge does not count in {figure}, so its tasks cannot either.',
  opted_out: 'This delegation takes no part in the NATO effort and is given no task.',
  task_transition: 'A task that is {from} cannot become {to}. Next: {next}.',
  task_stale: 'The task has moved on: it is {state} now.',
  condition_open:
    'The condition of this pledge is still open: {condition}. Nothing moves before it is met or waived.',
  condition_failed: 'The condition of this pledge was not met: {condition}. Its tasks do not move.',
  condition_none: 'This pledge has no open condition.',
  receipt_state: 'Receipt can be confirmed once the task is handed over; it is {state}.',
  receipt_exceeds:
    'More was received ({received}) than the task holds ({quantity}): say in a note how that came.',
  receipt_figure: 'Say how much was received: this task counts in {figure}.',
  receipt_no_figure: 'This task holds no figure; confirm its receipt without one.',
  receipt_note: 'Less arrived than the task holds: say in a note what is missing.',
  already_confirmed: 'The capital has confirmed these words already.',
  shares_sum:
    'The shares of this joint pledge do not come to the whole, or one party stands there twice. The donor corrects them first.',
  step_stale: 'This has moved on: it is {state} now.',
  step_illegal: 'What is {from} cannot become {to}. Next: {next}.',
  consent_known: 'The consent of {origin} stands on the list already.',
  consent_missing:
    'Nothing moves without the consent of {origin}: it is {state}. Record it once it is granted.',
  match_measure: 'The pledge counts in {pledged}, the request asks in {asked}: they do not match.',
  match_twice: 'This line is matched with that request already. Remove that match first.',
  match_exceeds:
    'The matches would come to {sum}, but the pledge holds {net} and {matched} are matched already.',
  request_stale: 'The words changed after you read them. Read the request again, then decide.',
  request_closed:
    'The request “{title}” is closed. Take it up again before you accept a pledge for it.',
  request_stage: 'This request is {stage} already.',
  task_settled: 'The task is {state}; this can be changed only before it is handed over.',
  part_whole: 'What leaves apart ({part}) must be less than the task holds ({held}).',
  window_stale: 'The date was changed after you read it: {window}. Look again, then decide.',
  window_reason: 'Say why the date is another.',
  hub_closed: '{hub} is closed: it takes no more tasks.',
  trainees_misplaced: 'Trainees are counted when a course starts and when it ends.',
  trainees_exceed: '{completed} cannot have completed a course that {started} began.',
  adjust_none: 'Nothing differs between what this task held and what was received.',
  adjust_done: 'It has been settled already what became of the difference.',
  adjust_reason: '{difference} {side} came than the task held; choose a reason that says so.',
  decision_uncalled: 'This text has not been put before the room yet.',
  decision_called: 'This text is before the room already.',
  decision_calling: 'Another text is before the room: {title}. Bring it to its end first.',
  decision_final: 'This decision has ended and stays as it ended. Its matter can be reopened.',
  decision_expired: 'Silence has run out. Nothing more can be said on this text.',
  decision_open: 'This decision has not ended yet.',
  decision_kind: 'This is not a step of the procedure under which the text was proposed.',
  decision_stale: 'This is not the text on the table. Read it again, then decide.',
  decision_opposed: 'Objections or amendments stand against this text: {delegations}.',
  decision_unopposed: 'Nothing stands against this text. Adopt it, or withdraw it.',
  decision_announced: 'This outcome has been announced already.',
  silence_span: 'Silence runs for at least one minute and at most thirty days.',
  no_voice:
    'Your delegation has no voice in this decision. It may file an interpretative statement.',
  position_stale:
    'Another seat of your delegation has spoken meanwhile. Read what it said, then decide.',
  statement_missing: 'A reservation, an interpretative statement or an amendment needs its words.',
  statement_misplaced:
    'Objections and amendments go with objecting, reservations and interpretative statements with any other position.',
  roster_in_use:
    'The roster cannot drop {delegation}: it has rows on the board or seats in the room.',
  roll_none: 'No roll call has begun yet.',
  represented_by: 'Say which delegation represents {delegation}.',
  represented_none:
    'Only a delegation that is represented has one that represents it: {delegation}.',
  represented_chain:
    '{delegation} cannot represent this delegation: it is the same one, or is represented itself.',
  represented_away: '{delegation} is marked as absent or excused and can represent nobody.',
  represents: '{delegation} represents another delegation; settle that one first.',
  quorum_beyond: 'The quorum cannot be {quorum}: only {counted} delegations count towards it.',
  attendance_mode: 'Attendance is taken in another way now: openly, or in confidence. Look again.',
  question_closed: 'This question is not open any more.',
  reminder_none: 'All of them have answered meanwhile.',
  not_leading: 'Your delegation does not lead this session now. Leading: {leading}.',
  floor_frozen:
    'The floor is frozen: the chair is not connected. It goes on when the chair is back or a deputy has taken over.',
  not_frozen: 'There is nothing to take over: the chair is leading.',
  not_deputy: 'Your delegation is not named to stand in for the chair. Deputies: {deputies}.',
  lead_taken: '{delegation} has taken over already and leads until the chair is back.',
  acting_only:
    'Your delegation leads until the chair is back. Who has the lead is settled by the chair or the secretary.',
  already_leading: '{delegation} has the lead already.',
  no_chair_seat:
    'No chair’s seat of {delegation} is connected, so nobody would lead. Ask the secretary for its link.',
  note_stale: '{by} changed this note after you read it. Read it again, then write.',
  item_none: 'No agenda item is open. Turn to one first.',
  item_closed: 'This agenda item is closed: {title}.',
  item_other: 'This entry is on the list of another agenda item: {title}.',
  already_asked: '{delegation} is waiting on this list already.',
  asked_often: 'A delegation is on this list {limit} times at most; more are not taken.',
  list_closed: 'The list of speakers of this item is closed. Only points of order are still taken.',
  list_stale: 'The list changed after you saw it. Look at it again, then put it in order.',
  list_order: 'Points of order stay before all others, and replies stay under what they answer.',
  not_waiting: 'This entry is not waiting for the floor any more.',
  nobody_waits: 'Nobody is waiting for the floor.',
  floor_moved: 'The floor has moved on since you looked. See who has it now.',
  speech_paused: 'This speech is paused already.',
  speech_running: 'The clock of this speech is running already.',
  speech_over: 'This speech is over: it takes no more time.',
  undo_nothing: 'Nothing has happened on the floor of this item that could be taken back.',
  undo_late: 'This was {seconds} s ago. A slip can be taken back within {limit} s.',
  undo_passed:
    'The speech that was interrupted has gone on since: this cannot be taken back any more.',
  tour_running: 'The tour de table of this item is not over: {left} turns are still to come.',
  tour_nobody: 'No delegation on the roster takes part in a tour de table.',
  turn_to_answer: 'A turn in the tour de table is answered, not withdrawn.',
  turn_over: 'This turn in the tour de table is over.',
  document_type:
    'This cannot be tabled: only PDF files, PNG, JPEG and WebP pictures and plain text in UTF-8 are taken, by what they hold, whatever they are called.',
  document_quota: 'The documents of this session are full: {limit} at most. Remove some first.',
  import_faults: 'Nothing was imported: the file has {count} faults. The first: {first}',
  import_stale: 'The board changed after you looked at the preview. Look at it again, then import.',
  draft_tabled: 'This text was put before the meeting already, as draft {draft}.',
  text_stale: 'The text changed after you read it. Read it again, then put it before the meeting.',
  text_empty: 'There is no text yet that could be put before the meeting.',
  not_drafter: 'Your delegation is not in the drafting group of the communiqué.',
  drafter_left: 'Your delegation is not in the drafting group of the communiqué any more.',
  drafter_opted_out: '{delegation} has opted out and drafts no text of this meeting.',
  break_time: 'A break lasts until a time that is still to come, a day from now at most.',
  edit_foreign: 'Only {owner} may change this.',
  edit_reader: 'Your seat reads the board; it does not write on it.',
  edit_locked: 'This pledge was agreed meanwhile; its words are locked.',
  edit_invalid: 'The value of {field} is not acceptable: {why}.',
  edit_structure: 'The edit does not fit the board: {why}.',
  edit_causality: 'The edit depends on something the server has never seen.',
  edit_forged: 'The edit was signed with the client id of another seat.',
  overtaken: 'Another edit of the same field arrived and stands.',
  client_id_taken: 'This client id belongs to another seat. Start with a fresh one.',
  epoch_changed:
    'The board was restored from a backup. Load it afresh; your unsaved edits are kept.',
} as const

export type RefusalCode = keyof typeof refusalMessages

/** What a refused act, edit or request gets: never an exception across a door. */
export interface Refusal {
  readonly code: RefusalCode
  /** The rule in SPEC.md that says no. */
  readonly rule: string
  readonly message: string
  /** What the placeholders of the message stand for, so that a catalogue can say it in another language. */
  readonly params: Readonly<Record<string, string | number>>
}

/** Builds a refusal; placeholders of the code's sentence are filled from `params`. */
export function refuse(
  code: RefusalCode,
  rule: string,
  params: Record<string, string | number> = {},
): Refusal {
  const message = refusalMessages[code].replace(/\{(\w+)\}/g, (_, key: string) =>
    String(params[key] ?? ''),
  )
  return { code, rule, message, params }
}

/** Type guard for functions that answer with a result or a refusal. */
export function isRefusal(value: unknown): value is Refusal {
  return (
    typeof value === 'object' &&
    value !== null &&
    'code' in value &&
    'rule' in value &&
    'message' in value &&
    typeof value.code === 'string' &&
    value.code in refusalMessages
  )
}

/**
 * Close codes of the two board sockets. 44xx end the matter for a y-websocket 3.1 provider,
 * everything else is retried by it, so 44xx is used exactly when retrying cannot help.
 */
export const closeCodes = {
  tooLarge: 1009,
  tryAgain: 1013,
  notAuthenticated: 4401,
  refused: 4403,
  noSuchSession: 4404,
  clientIdTaken: 4409,
  epochChanged: 4410,
  tooMany: 4429,
} as const
