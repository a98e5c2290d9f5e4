# What the browser keeps, working offline, new versions.
storage-title = Enregistré sur cet appareil
