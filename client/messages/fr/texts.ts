// Textes rédigés ensemble : les notes d’une délégation, le communiqué.
export const texts = {
  texts: 'Rédigé en commun',
  texts_notes: 'Notes',
  texts_notes_of: 'Notes de la délégation : {name}',
  texts_notes_readers: 'Écrites et lues par les seuls sièges de votre délégation.',
  texts_notes_empty:
    'Pour ce que votre délégation veut garder à l’esprit : éléments de langage, chiffres à vérifier, ce qui s’est dit dans les couloirs. Tous vos sièges y écrivent en même temps.',
  texts_communique: 'Communiqué',
  texts_communique_readers:
    'Écrit et lu par l’équipe de la présidence et le groupe de rédaction, et par personne d’autre.',
  texts_communique_empty:
    'Pour les termes sur lesquels la réunion doit s’accorder. L’équipe de la présidence et le groupe de rédaction y écrivent en même temps. Soumis à la réunion, ils deviennent un document que chacun lit.',
  texts_in_group: 'Votre délégation fait partie du groupe de rédaction',
  texts_opening: 'Ouverture du texte',
  texts_closed:
    'La séance est close. Le communiqué reste lisible et n’accepte plus de modification.',
  texts_undo: 'Annuler ma dernière saisie',
  texts_redo: 'Rétablir',
  texts_authors: 'Qui a écrit quoi',
  texts_passages: 'Passage par passage',
  texts_passage: '{name} : {words}',
  texts_unknown: 'Auteur inconnu',
  texts_save: 'Enregistrer en fichier texte',
  texts_words: { one: '{n} mot', many: '{n} de mots', other: '{n} mots' },
  texts_left: {
    one: 'place pour {n} caractère',
    many: 'place pour {n} de caractères',
    other: 'place pour {n} caractères',
  },
  texts_full: {
    one: 'C’était trop pour ce texte et n’a pas été repris : il reste de la place pour {n} caractère.',
    many: 'C’était trop pour ce texte et n’a pas été repris : il reste de la place pour {n} de caractères.',
    other:
      'C’était trop pour ce texte et n’a pas été repris : il reste de la place pour {n} caractères.',
  },
  texts_here: 'Y travaillent',
  texts_here_you: 'vous',
  texts_kept: 'Vos mots qui ne figurent pas dans le texte',
  texts_kept_body: 'Conservés sur cet appareil jusqu’à ce que vous les écartiez.',
  texts_group: 'Groupe de rédaction',
  texts_group_none: 'Personne encore : seule l’équipe de la présidence lit ce texte.',
  texts_group_change: 'Modifier le groupe',
  texts_group_name: 'Désigner un groupe',
  texts_group_add: 'Ajouter une délégation',
  texts_group_find: 'Nom d’une délégation',
  texts_group_remove: 'Retirer {name}',
  texts_group_out: 'N’en liront plus rien, dès cet instant : {names}.',
  texts_group_set: 'Désigner ce groupe',
  texts_group_saved: 'Le groupe de rédaction est tel qu’affiché.',
  texts_draft: 'Communiqué, projet {n}',
  texts_table: 'Soumettre à la réunion',
  texts_table_item: 'Point de l’ordre du jour',
  texts_table_body:
    'Toute la session pourra le lire, tel qu’il figure à présent sur votre écran : « {name} ».',
  texts_table_sure: 'Soumettre le projet {n} à la réunion',
  texts_tabled: 'Le projet {n} se trouve parmi les documents du point « {item} ».',
  texts_tabled_open: 'Ouvrir les documents',
} as const
