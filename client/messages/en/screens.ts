// The room screens: what they say, and putting things on them.
export const screens = {
  wall_statement: 'Statement',
  wall_reply: 'Reply',
  wall_speech_left: 'left of {limit}',
  wall_speech_over: 'over time',
  wall_speech_ends: 'until {time}',
  wall_speech_ended: 'Time was up at {time}',
  wall_speech_since: 'speaking since {time}',
  wall_speech_stopped: 'The clock is stopped',
  wall_silence: 'Silence runs until {time}',
  wall_break: 'Break until',
  wall_break_left: { one: '{n} minute left', other: '{n} minutes left' },
  wall_break_last: 'Last minute',
  wall_resumes: 'The meeting is about to go on',
  screen: 'Room screen',
  screen_number: 'Screen {n}',
} as const
