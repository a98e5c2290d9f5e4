# The page's frame: its head, the engine's state, the choice of language.
page-language = Langue
page-film = Cliché sélectionné
page-reading = Résultat et modèle
