# What is said of a film, and of the model.

# The headline.
answer-title = Ergebnis
answer-empty = Legen Sie eine Aufnahme hier ab, um zu sehen, was das Modell dazu sagt.
answer-wait-stopped = Die Rechenmaschine läuft nicht, deshalb wird nichts bewertet.
answer-wait-reading = Diese Aufnahme wird gelesen …
answer-wait-engine = Warten auf die Rechenmaschine …
answer-wait-skipped = Diese Aufnahme wurde nicht gelesen.
answer-wait-queue = Warten auf die Aufnahmen davor …
answer-score = Demonstrationswert
answer-probability = Kalibrierte Wahrscheinlichkeit einer Pneumonie
answer-above-score = über seinem Schwellenwert { $limit }
answer-below-score = unter seinem Schwellenwert { $limit }
answer-above-point = über dem Arbeitspunkt { $limit }
answer-below-point = unter dem Arbeitspunkt { $limit }
answer-prevalence-package = Bei der Prävalenz des Modellpakets von { $prevalence }
answer-prevalence-reader = Bei der von Ihnen eingestellten Prävalenz von { $prevalence }
answer-use = Als zweite Meinung neben Ihrer eigenen Befundung. Nicht zur Triage: Ein Ergebnis unter dem Schwellenwert ist kein Grund, eine Aufnahme später oder gar nicht zu befunden.
answer-timing = In { $decode } s gelesen, in { $compute } s berechnet.
answer-percent = { $n } %
answer-range = { $value } ({ $low } bis { $high })
answer-warnings = Vorbehalte
answer-warning-check = { $check }: mit Vorbehalt angenommen (gefunden: { $found }).
answer-unlike = Die Aufnahme ähnelt nicht denen, mit denen das Modell trainiert wurde (Abstand { $distance }; Grenze { $limit }). Ihr Wert bedeutet nichts.
answer-unlike-found = Abstand von den Trainingsaufnahmen: { $distance }. Erwartet: { $limit }.
answer-nothing = nichts

# Why a package with a calibration gives a film a score only. Nothing here may read as a finding.
answer-why-view = Das Modellpaket wurde nicht an genügend Patientenaufnahmen in dieser Projektion geprüft. Deshalb ist dies nur ein Demonstrationswert und sagt nichts über den Patienten.
answer-why-children = Das Modellpaket wurde nicht an genügend Aufnahmen von Kindern geprüft. Deshalb ist dies nur ein Demonstrationswert und sagt nichts über den Patienten.
answer-why-adults = Das Modellpaket wurde nicht an genügend Aufnahmen von Erwachsenen geprüft. Deshalb ist dies nur ein Demonstrationswert und sagt nichts über den Patienten.
answer-why-age = Die Datei nennt das Alter des Patienten nicht, und das Modellpaket wurde nicht in jedem Alter geprüft. Deshalb ist dies nur ein Demonstrationswert und sagt nichts über den Patienten.
answer-why-calibration = Das Modellpaket hat keine Kalibrierung, oder diese Version sagt nicht, für wen sie gilt. Deshalb ist dies nur ein Demonstrationswert und sagt nichts über den Patienten.
answer-notice-research = Nur für Forschungszwecke. Kein Medizinprodukt.
answer-notice-demonstration = Nur zur Demonstration: Dieses Modell hat an gezeichneten Phantomen gelernt, nie an der Aufnahme eines Patienten. Sein Wert sagt nichts über diesen Patienten.

# Films without a number, by reason code.
answer-unscored = Diese Aufnahme wurde nicht bewertet
answer-failed = Diese Aufnahme konnte nicht zu Ende gelesen werden
answer-no-number = Die Rechenmaschine hat für diese Aufnahme keine brauchbare Zahl geliefert.
answer-no-why = Die Rechenmaschine hat keinen Grund genannt.
answer-reason-not-dicom = Die Datei ist keine DICOM-Datei.
answer-reason-corrupt = Die Datei ist beschädigt. Eine unvollständige Aufnahme wird nicht bewertet.
answer-reason-too-deep = Die Sequenzen der Datei sind zu tief verschachtelt, um sicher gelesen zu werden.
answer-reason-too-large = Die Aufnahme hat mehr Bildpunkte, als gelesen werden.
answer-reason-modality = Das Modell ist für eine andere Modalität gemacht.
answer-reason-body-part = Die Aufnahme zeigt nicht die Körperregion, für die das Modell gemacht ist, oder die Datei sagt es nicht.
answer-reason-view-position = Die Projektion der Aufnahme ist keine, für die das Modell gemacht ist, oder die Datei nennt sie nicht.
answer-reason-patient-age = Der Patient ist jünger oder älter als diejenigen, für die das Modell gemacht ist.
answer-reason-no-pixel-data = Die Datei enthält kein Bild: vielleicht ein Bericht, ein Verzeichnis oder ein Dokument.
answer-reason-multi-frame = Die Datei enthält mehrere Bilder; das Modell liest eine einzelne Aufnahme.
answer-reason-unsupported-pixel-format = Die Bildpunkte sind keine Graustufen zur Darstellung.
answer-reason-bad-dimensions = Zeilen- oder Spaltenzahl der Aufnahme fehlt oder ist unmöglich.
answer-reason-unsupported-transfer-syntax = Das Bild ist auf eine Weise komprimiert, die hier nicht gelesen wird.
answer-reason-out-of-distribution = Die Aufnahme ähnelt nicht denen, mit denen das Modell trainiert wurde; sie wurde deshalb nicht bewertet.
answer-reason-unreadable = Die Datei ließ sich nicht öffnen. Wurde sie verschoben oder der Datenträger entfernt?
answer-reason-failed = Die Rechenmaschine konnte diese Aufnahme nicht abschließen. Es kann helfen, sie noch einmal hinzuzufügen.
answer-found = Gefunden in { $attribute }: { $found }. Erwartet: { $expected }.
answer-found-absent = { $attribute } fehlt oder ist leer. Erwartet: { $expected }.
answer-detail = Einzelheiten, auf Englisch

# How far to trust it: films like this one.
answer-trust = Wie das Modell bei ähnlichen Aufnahmen abschnitt
answer-trust-no-groups = Das Modellpaket enthält keine Zahlen für diese Projektion, dieses Geschlecht oder Alter.
answer-trust-none = Das Modellpaket enthält keine gemessene Güte.
answer-group-all = Alle Aufnahmen
answer-group-view = Projektion { $value }
answer-group-women = Frauen
answer-group-men = Männer
answer-group-age = Alter { $value }
answer-group-other = { $attribute } { $value }
answer-set-test = Testaufnahmen
answer-set-validation = Validierungsaufnahmen, an denen der Schwellenwert gewählt wurde
answer-group-films = { $positives } mit Pneumonie, { $negatives } ohne; { $set }
answer-group-few = Weniger als 20 Aufnahmen mit oder ohne Pneumonie: keine Zahlen
answer-not-given = nicht angegeben
answer-auc = AUC
answer-sensitivity = Sensitivität
answer-specificity = Spezifität
answer-intervals = In Klammern: 95-%-Intervalle.

# Operating point and prevalence.
answer-settings = Arbeitspunkt und Prävalenz
answer-point = Arbeitspunkt
answer-threshold = Schwellenwert
answer-point-default = { $name } (Vorgabe des Modellpakets)
answer-point-plain = Schwelle { $n }
answer-picture-file = Aus einer Bilddatei: Über die Entstehung der Aufnahme ist nichts bekannt.
answer-point-best-f1 = Größtes F1
answer-point-youden = Größte Summe aus Sensitivität und Spezifität
answer-point-sensitivity = Gewählt für eine Sensitivität von { $value }
answer-point-specificity = Gewählt für eine Spezifität von { $value }
answer-sensitivity-means = { $figure } der Aufnahmen mit Pneumonie liegen über dem Schwellenwert.
answer-specificity-means = { $figure } der Aufnahmen ohne Pneumonie liegen darunter.
answer-no-point-figures = Das Modellpaket enthält für diesen Arbeitspunkt weder Sensitivität noch Spezifität, also auch keine Vorhersagewerte.
answer-prevalence = Prävalenz unter Ihren Aufnahmen
answer-prevalence-percent = Prävalenz in Prozent
answer-prevalence-reset = Zurück zur Vorgabe { $prevalence }
answer-prevalence-bad = Nötig ist eine Zahl von { $low } bis { $high }.
answer-prevalence-assumes = Die Umrechnung setzt voraus, dass Aufnahmen mit und ohne Pneumonie so aussehen wie dort, wo das Modell gemessen wurde.
answer-ppv = Positiver Vorhersagewert
answer-npv = Negativer Vorhersagewert
answer-values-bounds = In Klammern: was die unteren und was die oberen Enden beider 95-%-Intervalle ergeben.
answer-frequency = Von 1.000 Aufnahmen bei einer Prävalenz von { $prevalence } zeigen { $positives } eine Pneumonie. { $above } liegen über dem Schwellenwert: { $true-above } davon mit Pneumonie, { $false-above } ohne. Von den { $below } darunter haben { $missed } eine Pneumonie.
answer-legend-true-above = mit Pneumonie, darüber
answer-legend-false-above = ohne, darüber
answer-legend-missed = mit Pneumonie, darunter
answer-legend-true-below = ohne, darunter

# Acquisition checks: names by the code of the check.
answer-checks = Prüfung der Aufnahme
answer-checks-empty = Jede Aufnahme wird vor der Bewertung mit dem verglichen, wofür das Modell gemacht ist.
answer-checks-early = Die Datei kam nicht bis zur Prüfung.
answer-checks-passed = { $n ->
    [one] Die eine Prüfung bestanden
   *[other] Alle { $n } Prüfungen bestanden
}
answer-checks-some = { $failed } nicht bestanden, { $doubts } mit Vorbehalt, von { $n } Prüfungen
answer-check-attribute = Prüfung
answer-check-value = Gefunden
answer-check-expected = Erwartet
answer-check-verdict = Urteil
answer-verdict-pass = Bestanden
answer-verdict-warn = Vorbehalt
answer-verdict-fail = Nicht bestanden
answer-verdict-note = Hinweis
answer-check-name-modality = Modalität
answer-check-name-sop-class = Art des Objekts
answer-check-name-body-part = Körperregion
answer-check-name-species = Spezies
answer-check-name-view-position = Projektion
answer-check-name-image-type = Bildart
answer-check-name-presentation-intent = Bestimmt für
answer-check-name-burned-in-annotation = Text im Bild
answer-check-name-lossy-compression = Verlustbehaftete Kompression
answer-check-name-patient-age = Alter
answer-check-name-file = Datei
answer-check-name-duplicate = Attribute
answer-check-name-pixels = Bild
answer-check-name-transfer-syntax = Kodierung
answer-check-name-pixel-data = Bilddaten
answer-check-name-presentation-lut-shape = Grauskala
answer-check-name-size = Größe
answer-check-name-frames = Anzahl der Bilder
answer-check-name-samples-per-pixel = Farbkanäle
answer-check-name-photometric = Graustufen
answer-check-name-bits-allocated = Belegte Bits
answer-check-name-bits-stored = Gespeicherte Bits
answer-check-name-pixel-representation = Vorzeichen der Bildpunkte
answer-check-name-high-bit = Höchstes Bit
answer-check-name-rows = Zeilen
answer-check-name-columns = Spalten
answer-check-name-distribution = Ähnlichkeit mit den Trainingsaufnahmen
answer-check-expects-sop-class = Computed Radiography, Digital X-Ray or Secondary Capture
answer-check-expects-species = ein Mensch
answer-check-expects-image-type = ein Originalbild
answer-check-expects-file = eine lesbare DICOM-Datei
answer-check-expects-duplicate = jedes Attribut einmal
answer-check-expects-pixels = vollständig dekodierbare Bildpunkte
answer-check-expects-transfer-syntax = eine hier lesbare Transfersyntax
answer-check-expects-pixel-data = Bildpunkte
answer-check-expects-size = höchstens 33 Millionen Bildpunkte
answer-check-expects-frames = eines
answer-check-expects-high-bit = gespeicherte Bits minus 1
answer-check-expects-sides = mindestens { $min }
answer-check-expects-below = unter { $limit }
answer-check-one-of = { $list } oder { $last }
answer-check-no-value = nichts: das Modellpaket deckt keinen Wert ab
answer-check-years = { $years } Jahre
answer-check-any-age = jedes Alter
answer-check-age-from = mindestens { $min } Jahre
answer-check-age-to = höchstens { $max } Jahre
answer-check-age-between = { $min } bis { $max } Jahre

# The model.
answer-model = Modell
answer-model-none = Noch ist kein Modell geladen.
answer-model-demonstration = Demonstration
answer-model-package = Modellpaket
answer-model-software = Erstellt mit { $software }
answer-model-sources = Trainiert mit
answer-model-source = { $kind }, { $films } Aufnahmen
answer-model-synthetic = von einem Programm gezeichnet
answer-model-real = Aufnahmen von Menschen
answer-model-rule = Wortlaut des Modellpakets: { $rule }
answer-model-use = Zweckbestimmung
answer-model-quality = Gemessene Güte
answer-model-unlike = Den Trainingsdaten unähnliche Aufnahmen
answer-model-unlike-none = Das Modellpaket kann sie nicht erkennen.
answer-model-unlike-refuses = Eine Aufnahme im Abstand von { $limit } oder mehr wird nicht bewertet ({ $method }).
answer-model-unlike-warns = Eine Aufnahme im Abstand von { $limit } oder mehr erhält ihren Wert mit einer Warnung ({ $method }).
answer-model-self-test = Selbsttest und vollständige Paketkennung
answer-model-self-test-text = { $cases } Aufnahmen vom Byte bis zum Wert auf { $device }: Merkmale bis auf { $features } wie gespeichert, Ausgabe des Modells bis auf { $output }.
answer-model-n = n = { $n }
