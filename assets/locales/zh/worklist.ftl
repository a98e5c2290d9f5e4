# The list of films, and how films come into it.
worklist-title = 工作列表
