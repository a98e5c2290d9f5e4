# What the browser keeps, working offline, new versions.
storage-title = Auf diesem Gerät gespeichert
