// Les tâches, vues par l’échelon de travail.
export const staff = {
  staff_states: 'Par état',
  filters_saved: 'Filtres',
  filters_where: 'Conservé dans ce navigateur, pour ce siège',
  filter_held: 'En attente d’une condition',
  filter_at_node: 'À un nœud',
  filter_handed_over: 'À confirmer par Kyiv',
  filter_short: 'Reçues incomplètes',
  filter_save: 'Enregistrer ce filtre',
  filter_name: 'Nom du filtre',
  filter_keep: 'Enregistrer',
  filter_forget: 'Oublier le filtre « {name} »',
  states_ended: 'terminées',
  states_hint:
    'Les flèches parcourent les fiches, Entrée en ouvre une. Maj avec la flèche droite ou gauche fait avancer ou reculer la tâche d’une étape.',
  states_moved: '{title} : désormais {state}',
  states_stays: '{title} ne peut pas aller dans ce sens pour l’instant',
}
