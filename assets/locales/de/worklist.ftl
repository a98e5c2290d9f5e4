# Die Liste der Aufnahmen, und wie Aufnahmen in sie kommen.
worklist-title = Arbeitsliste
worklist-films = Aufnahmen

worklist-drop = DICOM-Dateien, Ordner oder ZIP-Archive hier ablegen
worklist-choose-files = Dateien wählen
worklist-choose-folder = Ordner wählen
worklist-samples = Beispielaufnahmen
worklist-samples-failed = Die Beispielaufnahmen konnten nicht vom Server geladen werden.
worklist-looking = Aufnahmen werden gesucht …
worklist-skipped-dicomdir = { $n ->
    [one] 1 DICOMDIR übersprungen
   *[other] { $n } DICOMDIR-Dateien übersprungen
}
worklist-skipped-system = { $n ->
    [one] 1 Systemdatei übersprungen
   *[other] { $n } Systemdateien übersprungen
}
worklist-skipped-unopened = { $n ->
    [one] 1 Datei oder Ordner konnte nicht geöffnet werden
   *[other] { $n } Dateien oder Ordner konnten nicht geöffnet werden
}

worklist-zip-damaged = Dies ist kein vollständiges ZIP-Archiv.
worklist-zip-split = Dieses ZIP-Archiv ist ein Teil von mehreren. Bitte zuerst zusammenfügen.
worklist-zip-directory = Dieses ZIP-Archiv führt zu viele Dateien auf.
worklist-zip-same-name = Zwei Dateien in diesem ZIP-Archiv haben denselben Namen; welche gemeint ist, lässt sich nicht sagen.
worklist-zip-shared = Dateien in diesem ZIP-Archiv teilen sich dieselben Bytes, was in keinem ehrlichen Archiv vorkommt.
worklist-zip-empty = Dieses ZIP-Archiv enthält keine Dateien.
worklist-zip-encrypted = Diese Datei ist im ZIP-Archiv verschlüsselt. Bitte zuerst entpacken.
worklist-zip-method = Diese Datei ist mit einem Verfahren gepackt, das nicht gelesen wird ({ $method }). Bitte zuerst entpacken.
worklist-zip-too-large = Diese Datei ist größer als { $limit } MB.
worklist-zip-size = Diese Datei hat eine andere Größe, als das ZIP-Archiv angibt.
worklist-zip-checksum = Diese Datei ist beschädigt: Ihre Prüfsumme stimmt nicht.
worklist-zip-nested = Ein ZIP-Archiv in einem ZIP-Archiv wird nicht geöffnet. Bitte zuerst entpacken.
worklist-unreadable = Diese Datei lässt sich nicht lesen. Wurde sie verschoben oder der Datenträger entfernt?

worklist-picture-question = { $n ->
    [one] 1 Aufnahme ist eine Bilddatei. Über ihre Entstehung ist nichts bekannt.
   *[other] { $n } Aufnahmen sind Bilddateien. Über ihre Entstehung ist nichts bekannt.
}
worklist-picture-assume = Als frontale Thoraxaufnahmen Erwachsener ansehen
worklist-picture-refuse = Nicht bewerten
worklist-picture-file = Bilddatei, Aufnahmetechnik unbekannt

worklist-state-queued = Wartet
worklist-state-running = Wird gelesen …
worklist-state-done = Fertig
worklist-state-rejected = Nicht bewertet
worklist-state-failed = Fehlgeschlagen
worklist-state-skipped = Nicht gelesen

worklist-reason-not-dicom = Kein DICOM
worklist-reason-corrupt = Beschädigt
worklist-reason-too-deep = Zu tief verschachtelt
worklist-reason-too-large = Zu groß
worklist-reason-modality = Modalität
worklist-reason-body-part = Körperregion
worklist-reason-view-position = Projektion
worklist-reason-patient-age = Alter
worklist-reason-no-pixel-data = Kein Bild
worklist-reason-multi-frame = Mehrere Einzelbilder
worklist-reason-unsupported-pixel-format = Pixelformat
worklist-reason-bad-dimensions = Bildgröße
worklist-reason-unsupported-transfer-syntax = Kompression
worklist-reason-out-of-distribution = Trainingsdaten unähnlich
worklist-reason-unreadable = Nicht lesbar
worklist-reason-failed = Rechenmodul abgebrochen

worklist-none = Noch keine Aufnahmen
worklist-all-read = { $n ->
    [one] 1 Aufnahme gelesen
   *[other] Alle { $n } Aufnahmen gelesen
}
worklist-some-read = { $n } von { $all } Aufnahmen gelesen
worklist-none-shown = Keine Aufnahme entspricht Filter und Suche.
worklist-progress = Gelesene Aufnahmen
worklist-rate = { $rate } Aufnahmen/s
worklist-left-seconds = noch etwa { $n } s
worklist-left-minutes = noch etwa { $n } min
worklist-left-hours = noch etwa { $hours } h { $minutes } min
worklist-is-paused = Angehalten
worklist-pause = Anhalten
worklist-resume = Fortsetzen
worklist-stop = Abbrechen
worklist-stop-hint = Wartende Aufnahmen werden nicht gelesen
worklist-read-rest = Rest lesen
worklist-clear = Liste leeren
worklist-clear-sure = { $n ->
    [one] 1 Aufnahme entfernen?
   *[other] { $n } Aufnahmen entfernen?
}

worklist-search = Suchen
worklist-search-hint = Aufnahmen suchen
worklist-filter = Anzeigen
worklist-filter-all = Alle
worklist-filter-waiting = Wartend
worklist-filter-done = Fertig
worklist-filter-rejected = Nicht bewertet
worklist-filter-failed = Fehlgeschlagen
worklist-filter-skipped = Nicht gelesen
worklist-group = Nach Studie gruppieren
worklist-wide = Tabelle
worklist-wide-hint = Alle Spalten, über die ganze Seite
worklist-sort = Sortieren nach
worklist-sort-none = Dateireihenfolge
worklist-ascending = Aufsteigend
worklist-descending = Absteigend

worklist-column-film = Aufnahme
worklist-column-patient = Patient
worklist-column-age = Alter, Geschlecht
worklist-column-date = Studiendatum
worklist-column-view = Projektion
worklist-column-state = Status
worklist-column-reason = Grund
worklist-column-score = Demo-Wert
worklist-column-probability = Wahrscheinlichkeit

worklist-study-unknown = Keine Studie bekannt
worklist-study-films = { $n ->
    [one] 1 Aufnahme
   *[other] { $n } Aufnahmen
}

worklist-patient = Patient
worklist-no-film = Keine Aufnahme ausgewählt
worklist-no-patient = Kein Patient in dieser Datei genannt
worklist-no-name = Ohne Namen
worklist-no-id = Ohne ID
worklist-id = ID
worklist-age = Alter
worklist-sex = Geschlecht
worklist-study-date = Studiendatum
worklist-unknown = unbekannt
worklist-age-years = { $n } J.
worklist-age-months = { $n } Mon.
worklist-age-weeks = { $n } Wo.
worklist-age-days = { $n } T.
worklist-sex-f = w
worklist-sex-m = m
worklist-sex-o = divers
worklist-mask = Patient verbergen
worklist-unmask = Patient zeigen
worklist-masked = Verborgen
worklist-film-number = Aufnahme { $n }

worklist-key-move = Nächste oder vorige Aufnahme
worklist-key-page = Zehn Aufnahmen vor oder zurück
worklist-key-ends = Erste oder letzte Aufnahme
worklist-key-mask = Patient verbergen oder zeigen
worklist-key-search = Arbeitsliste durchsuchen
worklist-key-group = Nach Studie gruppieren
