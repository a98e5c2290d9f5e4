# The page's frame: its head, the engine's state, the choice of language.
page-language = 语言
page-film = 所选影像
page-reading = 结果与模型
