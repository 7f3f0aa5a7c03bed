// Екрани зали.
export const screens = {
  wall_statement: 'Виступ',
  wall_reply: 'Відповідь',
  wall_speech_left: 'лишилося з {limit}',
  wall_speech_over: 'понад час',
  wall_speech_ends: 'до {time}',
  wall_speech_ended: 'Час вичерпано о {time}',
  wall_speech_since: 'має слово з {time}',
  wall_speech_stopped: 'Годинник зупинено',
  wall_silence: 'Мовчання триває до {time}',
  wall_break: 'Перерва до',
  wall_break_left: {
    one: 'ще {n} хвилина',
    few: 'ще {n} хвилини',
    many: 'ще {n} хвилин',
    other: 'ще {n} хвилини',
  },
  wall_break_last: 'Остання хвилина',
  wall_resumes: 'Засідання от-от продовжиться',
  screen: 'Екран зали',
  screen_number: 'Екран {n}',
} as const
