# The table of a file's attributes.
tags-title = Attributs DICOM
tags-open = Tous les attributs
tags-open-key = Tous les attributs DICOM de ce fichier (touche T)
tags-close = Fermer
tags-search = Chercher un tag, un nom ou une valeur
tags-waiting = Lecture du fichier …
tags-found = { $shown } sur { $all } attributs
tags-tag = Tag
tags-vr = VR
tags-name = Nom
tags-value = Valeur
tags-copy = Copier
tags-copy-of = Copier la valeur de { $name }
tags-copy-all = Tout copier en texte
tags-copied = Copié
tags-copy-failed = Le navigateur n’a pas permis de copier. Sélectionnez le texte.
tags-expand = Tout afficher
tags-more-rows = Afficher plus de lignes
tags-bytes = { $n } octets
tags-cut = coupé ici, { $n } octets dans le fichier
tags-items = { $n ->
    [one] 1 élément
   *[other] { $n } éléments
}
tags-item = Élément { $n }
tags-fragments = { $n } fragments, { $bytes } octets
tags-private = Privé : { $creator }
tags-private-unknown = Privé
tags-unknown = Inconnu
tags-masked = masqué
tags-masked-note = Les valeurs pouvant identifier le patient sont masquées.
tags-fault = Le fichier n’a pu être lu que jusqu’ici. Détail, en anglais : { $fault }
tags-more = Le fichier a plus d’attributs qu’il n’en est affiché.
tags-none = Aucun attribut ne correspond.
