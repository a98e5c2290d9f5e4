# What can be sent on.
exports-title = Exportar
