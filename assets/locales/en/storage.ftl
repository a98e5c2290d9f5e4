# What the browser keeps, working offline, new versions.
storage-title = Stored on this device
