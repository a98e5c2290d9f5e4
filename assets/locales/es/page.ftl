# The page's frame: its head, the engine's state, the choice of language.
page-language = Idioma
page-film = Imagen seleccionada
page-reading = Resultado y modelo
