# The table of a file's attributes.
tags-title = DICOM-Attribute
tags-open = Alle Attribute
tags-open-key = Alle DICOM-Attribute dieser Datei (Taste T)
tags-close = Schließen
tags-search = Tag, Name oder Wert suchen
tags-waiting = Die Datei wird gelesen …
tags-found = { $shown } von { $all } Attributen
tags-tag = Tag
tags-vr = VR
tags-name = Name
tags-value = Wert
tags-copy = Kopieren
tags-copy-of = Wert von { $name } kopieren
tags-copy-all = Alles als Text kopieren
tags-copied = Kopiert
tags-copy-failed = Der Browser hat das Kopieren nicht erlaubt. Markieren Sie stattdessen den Text.
tags-expand = Ganz zeigen
tags-more-rows = Mehr Zeilen zeigen
tags-bytes = { $n } Bytes
tags-cut = hier gekürzt, { $n } Bytes in der Datei
tags-items = { $n ->
    [one] 1 Element
   *[other] { $n } Elemente
}
tags-item = Element { $n }
tags-fragments = { $n } Fragmente, { $bytes } Bytes
tags-private = Privat: { $creator }
tags-private-unknown = Privat
tags-unknown = Unbekannt
tags-masked = verdeckt
tags-masked-note = Werte, die den Patienten erkennen lassen, sind verdeckt.
tags-fault = Die Datei ließ sich nur bis hierher lesen. Einzelheiten, auf Englisch: { $fault }
tags-more = Die Datei hat mehr Attribute, als gezeigt werden.
tags-none = Kein Attribut passt.
