# What the browser keeps, working offline, new versions; the engine's states and troubles; the reader's own model.
storage-title = Auf diesem Gerät gespeichert
storage-tagline = Röntgen-Thorax, gelesen auf Ihrem eigenen Rechner. Kein Bild verlässt ihn.
storage-try-again = Erneut versuchen
storage-progress = { $part } von { $whole }
storage-ready = Bereit auf { $device }
storage-self-test = { $n ->
    [one] Selbsttest bestanden: ein Bild in { $time }.
   *[other] Selbsttest bestanden: { $n } Bilder in { $time }.
}
storage-device-webgpu = WebGPU
storage-device-cpu = der CPU
storage-stage-engine = Rechenprogramm wird geladen
storage-stage-again = Rechenprogramm wird neu gestartet
storage-stage-package = Modell wird geladen
storage-stage-device = Gerät wird geöffnet
storage-stage-self-test = Gerät wird geprüft
storage-said-download = { $file } konnte nicht geladen werden. Prüfen Sie die Verbindung und versuchen Sie es erneut.
storage-said-status = Der Server antwortete mit { $status } auf { $file }. Seine Dateien sind unvollständig; sagen Sie es dem Betreiber der Seite.
storage-said-broken-off = Der Download von { $file } brach ab. Versuchen Sie es erneut: Was angekommen ist, bleibt erhalten.
storage-said-package = Das Modellpaket entspricht nicht seinem Manifest und wird nicht verwendet. { $detail }
storage-said-package-file = Im Modellpaket fehlt { $file }. Wählen Sie den ganzen Ordner oder dessen ZIP-Datei.
storage-said-no-package = Kein Modellpaket gefunden: ein Ordner oder ein ZIP mit manifest.json und den Gewichten daneben.
storage-said-not-kept = Das auf diesem Gerät aufbewahrte Modell ist nicht mehr vorhanden; das mitgelieferte wird verwendet.
storage-said-self-test = Dieser Browser errechnet die hinterlegten Ergebnisse des Modells nicht; es wird nichts vorhergesagt. Verwenden Sie einen anderen Browser oder Rechner. { $detail }
storage-said-no-adapter = Dieser Browser bietet keinen WebGPU-Adapter; die CPU wird verwendet.
storage-said-software-adapter = { $adapter } ist ein Software-Adapter und langsamer als die CPU, die daher verwendet wird.
storage-said-gpu-start = WebGPU ließ sich nicht starten; die CPU wird verwendet. { $detail }
storage-said-gpu-self-test = Die GPU ({ $adapter }) hat den Selbsttest nicht bestanden; die CPU wird verwendet. { $detail }
storage-said-gpu-slower = { $adapter } braucht { $gpu } ms je Aufnahme, die CPU { $cpu } ms; deshalb wird die CPU verwendet.
storage-said-gpu-lost = Die GPU ging verloren; ab jetzt wird die CPU verwendet. Um die GPU erneut zu versuchen, laden Sie die Seite neu.
storage-said-storage-full = Der Speicher des Browsers ist voll: Lobar arbeitet weiter, behält aber nichts für den nächsten Besuch. Geben Sie Plattenplatz frei oder löschen Sie, was andere Seiten gespeichert haben.
storage-said-no-worker = Dieser Browser startet keinen Worker. Bitte verwenden Sie einen aktuellen Browser.
storage-said-unreachable = Das Rechenprogramm ist nicht erreichbar. Bitte laden Sie die Seite neu.
storage-said-failed-twice = Das Rechenprogramm ließ sich zweimal hintereinander nicht starten ({ $detail }). Bitte laden Sie die Seite neu. Hilft das nicht, hängen Sie ?device=cpu an die Adresse oder verwenden Sie einen anderen Browser.
storage-said-no-model = Das Modell ist nicht geladen.
storage-said-no-file = Es gibt keine Datei zu lesen.
storage-said-file-too-large = Die Datei ist größer als { $megabytes } MB und wird nicht gelesen.
storage-said-file-unreadable = Die Datei kann nicht gelesen werden. Wurde sie verschoben oder der Datenträger entfernt? Fügen Sie sie erneut hinzu.
storage-said-codecs = Diese Aufnahme ist als { $codec } kodiert, und der Teil von Lobar, der das dekodiert, konnte nicht geladen werden ({ $detail }). Prüfen Sie die Verbindung und fügen Sie die Aufnahme erneut hinzu; hilft das nicht, sagen Sie es dem Betreiber der Seite. Andere Aufnahmen sind nicht betroffen.
storage-notices = Hinweise
storage-dismiss = Schließen
storage-update = Eine neue Version von Lobar ist bereit.
storage-update-with-films = { $n ->
    [one] Eine neue Version von Lobar ist bereit. Wird sie jetzt verwendet, lädt die Seite neu und die Arbeitsliste (ein Bild) wird geleert.
   *[other] Eine neue Version von Lobar ist bereit. Wird sie jetzt verwendet, lädt die Seite neu und die Arbeitsliste ({ $n } Bilder) wird geleert.
}
storage-use-new = Jetzt verwenden
storage-other-tabs = { $n ->
    [one] Die neue Version wartet: Lobar ist in einem weiteren Tab geöffnet. Schließen Sie ihn zuerst.
   *[other] Die neue Version wartet: Lobar ist in { $n } weiteren Tabs geöffnet. Schließen Sie sie zuerst.
}
storage-slow = { $film } ist schon lange in Arbeit. Warten Sie weiter, oder starten Sie das Rechenprogramm neu und machen ohne dieses Bild weiter.
storage-go-on-without = Ohne dieses Bild neu starten
storage-stopped-trap = Das Rechenprogramm brach beim Lesen von { $film } ab und wurde neu gestartet. Dieses Bild ist als fehlgeschlagen markiert; mit den anderen geht es weiter.
storage-stopped-memory = Beim Lesen von { $film } ging der Arbeitsspeicher aus; das Rechenprogramm wurde neu gestartet. Schließen Sie andere Tabs und Programme und fügen Sie das Bild erneut hinzu; mit den anderen geht es weiter.
storage-stopped-device = Das Gerät konnte { $film } nicht berechnen; das Rechenprogramm wurde neu gestartet. Dieses Bild ist als fehlgeschlagen markiert; mit den anderen geht es weiter.
storage-film-stopped = Das Rechenprogramm brach beim Lesen dieses Bildes ab. Es wurde neu gestartet, mit den anderen Bildern geht es weiter. Fügen Sie das Bild für einen neuen Versuch erneut hinzu.
storage-film-memory = Beim Lesen dieses Bildes ging der Arbeitsspeicher aus. Schließen Sie andere Tabs und Programme und fügen Sie das Bild erneut hinzu.
storage-film-other-model = Dieses Bild wurde mit einem anderen Modell gelesen. Lesen Sie es mit dem jetzigen Modell erneut.
storage-withdrawn = { $n ->
    [one] Jetzt ist ein anderes Modell in Gebrauch; das Ergebnis für ein Bild wurde zurückgezogen.
   *[other] Jetzt ist ein anderes Modell in Gebrauch; die Ergebnisse für { $n } Bilder wurden zurückgezogen.
}
storage-read-again = Erneut lesen
storage-own-badge = Eigenes Modell
storage-own-title = Anderes Modell verwenden
storage-own-how = Ziehen Sie ein Modellpaket auf die Seite oder wählen Sie es hier: den Ordner, den „trainer package“ schreibt, oder ein ZIP davon. Es wird wie das mitgelieferte geprüft und bleibt auf diesem Rechner.
storage-own-folder = Ordner wählen
storage-own-zip = ZIP wählen
storage-own-back = Zurück zum mitgelieferten Modell
storage-own-keep = Für den nächsten Besuch behalten
storage-own-kept = Auf diesem Gerät für den nächsten Besuch aufbewahrt.
storage-own-trying = Ihr eigenes Modell wird geprüft: { $what }
storage-own-stop = Abbrechen
storage-own-refused = Ihr eigenes Modell wird nicht verwendet. { $why }
storage-offline-preparing = Lobar wird gespeichert, damit es ohne Netz funktioniert.
storage-offline-ready = Lobar funktioniert ohne Netz.
storage-offline-unsupported = Dieser Browser oder diese Adresse kann keine Seiten speichern: Lobar braucht jedes Mal das Netz. Eine Adresse mit https kann es.
storage-offline-unavailable = Dieser Server bietet Lobar nicht zur Nutzung ohne Netz an.
storage-offline-failed = Lobar konnte nicht vollständig gespeichert werden und braucht nächstes Mal das Netz. Vielleicht ist die Platte voll, oder die Dateien des Servers sind unvollständig.
storage-offline-cleared = Es ist nichts mehr gespeichert. Der nächste Besuch speichert es wieder.
storage-part-site = Seite und Rechenprogramm
storage-part-package = Mitgeliefertes Modell
storage-part-own = Eigenes Modell
storage-part-settings = Einstellungen
storage-quota = Der Browser hat dieser Seite { $used } gegeben und würde { $quota } geben.
storage-no-films = Bilder, Ergebnisse und Namen werden nie gespeichert.
storage-persist = Browser bitten, es zu behalten
storage-persisted = Der Browser löscht es nicht von selbst.
storage-not-persisted = Der Browser verspricht nichts: Bei voller Platte kann er es löschen.
storage-clear = Alles Gespeicherte löschen
storage-cleared = { $n ->
    [one] Gelöscht: { $bytes } an Dateien und eine Einstellung. Diese Seite funktioniert, bis sie geschlossen wird; der nächste Besuch braucht das Netz.
   *[other] Gelöscht: { $bytes } an Dateien und { $n } Einstellungen. Diese Seite funktioniert, bis sie geschlossen wird; der nächste Besuch braucht das Netz.
}
storage-cleared-partly = { $n ->
    [one] { $bytes } an Dateien und eine Einstellung wurden gelöscht, aber nicht alles: Schließen Sie andere Tabs dieser Seite und versuchen Sie es erneut.
   *[other] { $bytes } an Dateien und { $n } Einstellungen wurden gelöscht, aber nicht alles: Schließen Sie andere Tabs dieser Seite und versuchen Sie es erneut.
}
storage-close = Schließen
