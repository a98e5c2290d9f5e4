# What can be sent on.
exports-title = Export
exports-open = Exportieren …
exports-print = Drucken
exports-close = Schließen
exports-for = Für wen
exports-pacs = Für das PACS dieser Aufnahmen
exports-pacs-about = Patient und Studie bleiben, wie sie sind; jede Datei verweist auf ihre Aufnahme.
exports-sharing = Zum Weitergeben
exports-sharing-about = De-identifiziert nach dem Basisprofil von DICOM PS3.15: keine Namen, Daten oder Kennungen, neue UIDs, Dateinamen ersetzt.
exports-which = Welche Aufnahmen
exports-selected = Die ausgewählte Aufnahme
exports-all = Alle fertigen Aufnahmen ({ $n })
exports-pictures = Mit einem Bild jeder bewerteten Aufnahme, Heatmap und Hinweis eingebrannt (DICOM Secondary Capture)
exports-burnt-in = Text, der in die Pixel einer Aufnahme eingebrannt ist, etwa ein Name, bleibt im Bild. Sehen Sie jede Aufnahme an, bevor Sie sie weitergeben.
exports-confirm = Mir ist bewusst, dass diese Dateien den Patienten nennen und in dessen eigenes PACS gehören.
exports-holds = Ein Zip mit einem strukturierten DICOM-Bericht (TID 1500) je Aufnahme und der Liste der Aufnahmen als CSV, JSON und FHIR R4.
exports-begin = Zip erstellen
exports-running = { $done } von { $total } Aufnahmen
exports-ready = { $n ->
    [one] Eine Aufnahme ist in
   *[other] { $n } Aufnahmen sind in
}
exports-notes = Einige Dateien fehlen:
exports-failed-read = Der Export konnte nicht zusammengestellt werden. Bitte versuchen Sie es noch einmal.
exports-failed-engine = Es gibt keinen Export.
exports-failed-stopped = Die Engine hielt während des Exports an. Sie startet neu; bitte exportieren Sie noch einmal.
exports-failed-large = Der Export ist größer, als ein Zip sein kann (4 GB). Lassen Sie die Bilder weg oder exportieren Sie weniger Aufnahmen.
exports-failed-memory = Der Browser hat keinen Platz für den Export. Exportieren Sie weniger Aufnahmen.

# Drucken.
exports-print-open = Drucken …
exports-print-which = Welche Aufnahmen
exports-print-selected = Die gewählte Aufnahme, wie die Seite sie zeigt
exports-print-shown = Alle gezeigten, fertigen Aufnahmen ({ $n }), je ein Blatt
exports-print-heatmap = Mit der Heatmap über der Aufnahme
exports-print-about = Jedes Blatt hat den Patienten, wie die Seite ihn zeigt, die Antwort oder den Grund, warum es keine gibt, und eine Vorschau der Aufnahme mit höchstens { $side } Pixeln je Seite.
exports-print-waiting = { $n ->
    [one] Eine gezeigte Aufnahme ist noch nicht fertig und bleibt weg.
   *[other] { $n } gezeigte Aufnahmen sind noch nicht fertig und bleiben weg.
}
exports-print-most = Höchstens { $most } Aufnahmen werden auf einmal gedruckt, und { $n } sind gezeigt. Filtern oder durchsuchen Sie die Liste und drucken Sie sie in Teilen.
exports-print-ready = { $n ->
    [one] Ein Blatt ist fertig.
   *[other] { $n } Blätter sind fertig.
} Hat der Browser nach keinem Drucker gefragt, wählen Sie noch einmal „Drucken“.
exports-print-preview = Vorschau mit { $to } Pixeln, von einer Aufnahme mit { $from }. Nicht zum Befunden.
exports-print-preview-heatmap = Vorschau mit { $to } Pixeln und Heatmap, von einer Aufnahme mit { $from }. Nicht zum Befunden.
