# What the browser keeps, working offline, new versions.
storage-title = Guardado en este dispositivo
