# The page's frame: its head, the engine's state, the choice of language.
page-language = Language
page-film = Selected film
page-reading = Answer and model
