# The list of films, and how films come into it.
worklist-title = Arbeitsliste
