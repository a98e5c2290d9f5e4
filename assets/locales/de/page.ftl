# The page's frame: its head, the engine's state, the choice of language.
page-language = Sprache
page-film = Ausgewählte Aufnahme
page-reading = Ergebnis und Modell
