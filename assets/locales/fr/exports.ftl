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
