# What can be sent on.
exports-title = Exporter
exports-open = Exporter …
exports-print = Imprimer
exports-close = Fermer
exports-for = Pour qui
exports-pacs = Pour le PACS de ces clichés
exports-pacs-about = Le patient et l’examen sont conservés ; chaque fichier renvoie à son cliché.
exports-sharing = Pour le partage
exports-sharing-about = Désidentifié selon le profil de base de DICOM PS3.15 : sans noms, dates ni identifiants, nouveaux UID, noms de fichiers remplacés.
exports-which = Quels clichés
exports-selected = Le cliché sélectionné
exports-all = Tous les clichés lus ({ $n })
exports-pictures = Avec une image de chaque cliché évalué, carte de chaleur et avertissement incrustés (capture secondaire DICOM)
exports-burnt-in = Le texte incrusté dans les pixels d’un cliché, un nom par exemple, reste dans l’image. Regardez chaque cliché avant de le partager.
exports-confirm = Je sais que ces fichiers nomment le patient et sont destinés à son propre PACS.
exports-holds = Un zip avec un compte rendu structuré DICOM (TID 1500) par cliché et la liste des clichés en CSV, JSON et FHIR R4.
exports-begin = Créer le zip
exports-running = { $done } clichés sur { $total }
exports-ready = { $n ->
    [one] Un cliché est dans
   *[other] { $n } clichés sont dans
}
exports-notes = Certains fichiers manquent :
exports-failed-read = L’export n’a pas pu être assemblé. Veuillez réessayer.
exports-failed-engine = Il n’y a pas d’export.
exports-failed-stopped = Le moteur s’est arrêté pendant l’export. Il redémarre ; veuillez exporter à nouveau.
exports-failed-large = L’export dépasse la taille d’un zip (4 Go). Omettez les images ou exportez moins de clichés.
exports-failed-memory = Le navigateur n’a pas de place pour l’export. Exportez moins de clichés.

# Imprimer.
exports-print-open = Imprimer …
exports-print-which = Quels clichés
exports-print-selected = Le cliché choisi, tel que la page le montre
exports-print-shown = Tous les clichés affichés et terminés ({ $n }), une feuille chacun
exports-print-heatmap = Avec la carte de chaleur sur le cliché
exports-print-about = Chaque feuille porte le patient tel que la page le montre, la réponse ou la raison de son absence, et un aperçu du cliché d’au plus { $side } pixels de côté.
exports-print-waiting = { $n ->
    [one] Un cliché affiché n’est pas encore terminé et est omis.
   *[other] { $n } clichés affichés ne sont pas encore terminés et sont omis.
}
exports-print-most = Au plus { $most } clichés sont imprimés à la fois, et { $n } sont affichés. Filtrez la liste ou cherchez-y, et imprimez-la par parties.
exports-print-ready = { $n ->
    [one] Une feuille est prête.
   *[other] { $n } feuilles sont prêtes.
} Si le navigateur n’a pas demandé d’imprimante, choisissez « Imprimer » encore une fois.
exports-print-preview = Aperçu de { $to } pixels, d’un cliché de { $from }. Non destiné à la lecture.
exports-print-preview-heatmap = Aperçu de { $to } pixels avec la carte de chaleur, d’un cliché de { $from }. Non destiné à la lecture.
