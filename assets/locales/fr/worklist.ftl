# La liste des clichés, et comment ils y entrent.
worklist-title = Liste de travail
worklist-films = Clichés

worklist-drop = Déposez ici des fichiers DICOM, des dossiers ou des archives ZIP
worklist-choose-files = Choisir des fichiers
worklist-choose-folder = Choisir un dossier
worklist-samples = Clichés d’exemple
worklist-samples-failed = Les clichés d’exemple n’ont pas pu être chargés depuis le serveur.
worklist-looking = Recherche de clichés …
worklist-skipped-dicomdir = { $n ->
    [one] { $n } DICOMDIR ignoré
   *[other] { $n } fichiers DICOMDIR ignorés
}
worklist-skipped-system = { $n ->
    [one] { $n } fichier système ignoré
   *[other] { $n } fichiers système ignorés
}
worklist-skipped-unopened = { $n ->
    [one] { $n } fichier ou dossier n’a pas pu être ouvert
   *[other] { $n } fichiers ou dossiers n’ont pas pu être ouverts
}

worklist-zip-damaged = Ce n’est pas une archive ZIP complète.
worklist-zip-split = Cette archive ZIP est une partie parmi plusieurs. Réunissez-les d’abord.
worklist-zip-directory = Cette archive ZIP énumère trop de fichiers.
worklist-zip-same-name = Deux fichiers de cette archive ZIP portent le même nom ; on ne peut savoir lequel est le bon.
worklist-zip-shared = Des fichiers de cette archive ZIP partagent les mêmes octets, ce qu’aucune archive honnête ne fait.
worklist-zip-empty = Cette archive ZIP ne contient aucun fichier.
worklist-zip-encrypted = Ce fichier est chiffré dans l’archive ZIP. Décompressez-le d’abord.
worklist-zip-method = Ce fichier est compressé par une méthode qui n’est pas lue ({ $method }). Décompressez-le d’abord.
worklist-zip-too-large = Ce fichier dépasse { $limit } Mo.
worklist-zip-size = La taille de ce fichier n’est pas celle qu’indique l’archive ZIP.
worklist-zip-checksum = Ce fichier est endommagé : sa somme de contrôle ne correspond pas.
worklist-zip-nested = Une archive ZIP dans une archive ZIP n’est pas ouverte. Décompressez-la d’abord.
worklist-unreadable = Ce fichier ne peut pas être lu. A-t-il été déplacé, ou son support retiré ?

worklist-picture-question = { $n ->
    [one] { $n } cliché est un fichier image. On ne sait rien de son acquisition.
   *[other] { $n } clichés sont des fichiers image. On ne sait rien de leur acquisition.
}
worklist-picture-assume = Supposer des radiographies thoraciques de face d’adultes
worklist-picture-refuse = Ne pas évaluer
worklist-picture-file = Fichier image, acquisition inconnue

worklist-state-queued = En attente
worklist-state-running = Lecture …
worklist-state-done = Terminé
worklist-state-rejected = Non évalué
worklist-state-failed = Échec
worklist-state-skipped = Non lu

worklist-reason-not-dicom = Pas du DICOM
worklist-reason-corrupt = Endommagé
worklist-reason-too-deep = Trop de niveaux
worklist-reason-too-large = Trop grand
worklist-reason-modality = Modalité
worklist-reason-body-part = Région anatomique
worklist-reason-view-position = Incidence
worklist-reason-patient-age = Âge
worklist-reason-no-pixel-data = Sans image
worklist-reason-multi-frame = Plusieurs images
worklist-reason-unsupported-pixel-format = Format de pixel
worklist-reason-bad-dimensions = Taille d’image
worklist-reason-unsupported-transfer-syntax = Compression
worklist-reason-out-of-distribution = Différent de l’entraînement
worklist-reason-unreadable = Illisible
worklist-reason-failed = Moteur arrêté

worklist-none = Aucun cliché pour l’instant
worklist-all-read = { $n ->
    [one] { $n } cliché lu
   *[other] Les { $n } clichés sont lus
}
worklist-some-read = { $n } clichés lus sur { $all }
worklist-none-shown = Aucun cliché ne correspond au filtre et à la recherche.
worklist-progress = Clichés lus
worklist-rate = { $rate } clichés/s
worklist-left-seconds = encore { $n } s environ
worklist-left-minutes = encore { $n } min environ
worklist-left-hours = encore { $hours } h { $minutes } min environ
worklist-is-paused = En pause
worklist-pause = Suspendre
worklist-resume = Reprendre
worklist-stop = Arrêter
worklist-stop-hint = Les clichés en attente ne seront pas lus
worklist-read-rest = Lire le reste
worklist-clear = Vider la liste
worklist-clear-sure = { $n ->
    [one] Retirer { $n } cliché ?
   *[other] Retirer { $n } clichés ?
}

worklist-search = Rechercher
worklist-search-hint = Rechercher des clichés
worklist-filter = Afficher
worklist-filter-all = Tous
worklist-filter-waiting = En attente
worklist-filter-done = Terminés
worklist-filter-rejected = Non évalués
worklist-filter-failed = Échecs
worklist-filter-skipped = Non lus
worklist-group = Grouper par examen
worklist-wide = Tableau
worklist-wide-hint = Toutes les colonnes, sur toute la page
worklist-sort = Trier par
worklist-sort-none = Ordre des fichiers
worklist-ascending = Croissant
worklist-descending = Décroissant

worklist-column-film = Cliché
worklist-column-patient = Patient
worklist-column-age = Âge, sexe
worklist-column-date = Date de l’examen
worklist-column-view = Incidence
worklist-column-state = État
worklist-column-reason = Motif
worklist-column-score = Valeur démo
worklist-column-probability = Probabilité

worklist-study-unknown = Examen inconnu
worklist-study-films = { $n ->
    [one] { $n } cliché
   *[other] { $n } clichés
}

worklist-patient = Patient
worklist-no-film = Aucun cliché sélectionné
worklist-no-patient = Ce fichier ne nomme aucun patient
worklist-no-name = Sans nom
worklist-no-id = Sans identifiant
worklist-id = ID
worklist-age = Âge
worklist-sex = Sexe
worklist-study-date = Date de l’examen
worklist-unknown = inconnu
worklist-age-years = { $n } ans
worklist-age-months = { $n } mois
worklist-age-weeks = { $n } sem.
worklist-age-days = { $n } j
worklist-sex-f = F
worklist-sex-m = M
worklist-sex-o = autre
worklist-mask = Masquer le patient
worklist-unmask = Afficher le patient
worklist-masked = Masqué
worklist-film-number = Cliché { $n }

worklist-key-move = Cliché suivant ou précédent
worklist-key-page = Dix clichés plus loin ou plus haut
worklist-key-ends = Premier ou dernier cliché
worklist-key-mask = Masquer ou afficher le patient
worklist-key-search = Rechercher dans la liste de travail
worklist-key-group = Grouper par examen
