// Les écrans de salle.
export const screens = {
  wall_statement: 'Intervention',
  wall_reply: 'Réponse',
  wall_speech_left: 'restent sur {limit}',
  wall_speech_over: 'de dépassement',
  wall_speech_ends: 'jusqu’à {time}',
  wall_speech_ended: 'Temps écoulé à {time}',
  wall_speech_since: 'a la parole depuis {time}',
  wall_speech_stopped: 'Chronomètre arrêté',
  wall_silence: 'Silence jusqu’à {time}',
  wall_break: 'Pause jusqu’à',
  wall_break_left: {
    one: 'encore {n} minute',
    many: 'encore {n} minutes',
    other: 'encore {n} minutes',
  },
  wall_break_last: 'Dernière minute',
  wall_resumes: 'La séance va reprendre',
  screen: 'Écran de salle',
  screen_number: 'Écran {n}',
} as const
