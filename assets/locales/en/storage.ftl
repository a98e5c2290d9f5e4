# What the browser keeps, working offline, new versions; the engine's states and troubles; the reader's own model.
storage-title = Stored on this device
storage-tagline = Chest radiographs, read on your own machine. No film leaves it.
storage-try-again = Try again
storage-progress = { $part } of { $whole }
storage-ready = Ready on { $device }
storage-self-test = { $n ->
    [one] Self-test passed: one film in { $time }.
   *[other] Self-test passed: { $n } films in { $time }.
}
storage-device-webgpu = WebGPU
storage-device-cpu = the CPU
storage-stage-engine = Loading the engine
storage-stage-again = Restarting the engine
storage-stage-package = Loading the model
storage-stage-device = Opening the device
storage-stage-self-test = Testing the device
storage-said-download = { $file } could not be downloaded. Check the connection and try again.
storage-said-status = The server answered { $status } for { $file }. Its files are incomplete; tell whoever runs this page.
storage-said-broken-off = The download of { $file } broke off. Try again: what has arrived is kept.
storage-said-package = The model package is not what its manifest says, so it is not used. { $detail }
storage-said-package-file = The model package lacks { $file }. Choose its whole folder, or the zip of it.
storage-said-no-package = No model package was found: a folder or zip with manifest.json and its weights beside it.
storage-said-not-kept = The model that was kept on this device is not there any more, so the bundled one is used.
storage-said-self-test = This browser does not compute the model’s stored answers, so nothing will be predicted. Use another browser or machine. { $detail }
storage-said-no-adapter = This browser offers no WebGPU adapter, so the CPU is used.
storage-said-software-adapter = { $adapter } is a software adapter, slower than the CPU path, which is used.
storage-said-gpu-start = WebGPU could not be started, so the CPU is used. { $detail }
storage-said-gpu-self-test = The GPU ({ $adapter }) failed the self-test, so the CPU is used. { $detail }
storage-said-gpu-slower = { $adapter } takes { $gpu } ms a film and the CPU { $cpu } ms, so the CPU is used.
storage-said-gpu-lost = The GPU was lost, so the CPU is used from now on. To try the GPU again, reload the page.
storage-said-storage-full = The browser’s storage is full: Lobar goes on, but keeps nothing for the next visit. Free some disk space, or clear what other sites have stored.
storage-said-no-worker = This browser would not start a worker. Please use a current browser.
storage-said-unreachable = The engine could not be reached. Please reload the page.
storage-said-failed-twice = The engine could not be started, twice in a row ({ $detail }). Please reload the page. If that does not help, add ?device=cpu to the address, or use another browser.
storage-said-no-model = The model is not loaded.
storage-said-no-file = There is no file to read.
storage-said-file-too-large = The file is larger than { $megabytes } MB and is not read.
storage-said-file-unreadable = The file cannot be read. Was it moved, or its disk removed? Add it again.
storage-said-codecs = This film is coded as { $codec }, and the part of Lobar that decodes it could not be loaded ({ $detail }). Check the connection and add the film again; if that does not help, tell whoever runs this page. Other films are not affected.
storage-notices = Notices
storage-dismiss = Close
storage-update = A new version of Lobar is ready.
storage-update-with-films = { $n ->
    [one] A new version of Lobar is ready. Using it now loads the page anew and empties the worklist (one film).
   *[other] A new version of Lobar is ready. Using it now loads the page anew and empties the worklist ({ $n } films).
}
storage-use-new = Use it now
storage-other-tabs = { $n ->
    [one] The new version waits: Lobar is open in one other tab. Close it first.
   *[other] The new version waits: Lobar is open in { $n } other tabs. Close them first.
}
storage-slow = { $film } has been with the engine for a long time. Keep waiting, or restart the engine and go on without this film.
storage-go-on-without = Restart without this film
storage-stopped-trap = The engine stopped while it was reading { $film } and was restarted. That film is marked as failed; the others go on.
storage-stopped-memory = Memory ran out while { $film } was being read, and the engine was restarted. Close other tabs and programs, then add that film again; the others go on.
storage-stopped-device = The device did not compute { $film }, and the engine was restarted. That film is marked as failed; the others go on.
storage-film-stopped = The engine stopped while it was reading this film. It was restarted, and the other films go on. Add the film again to try once more.
storage-film-memory = Memory ran out while this film was being read. Close other tabs and programs, then add the film again.
storage-film-other-model = This film was read with another model. Read it again with the model now in use.
storage-withdrawn = { $n ->
    [one] Another model is in use now, so the answer for one film was withdrawn.
   *[other] Another model is in use now, so the answers for { $n } films were withdrawn.
}
storage-read-again = Read them again
storage-own-badge = Own model
storage-own-title = Use another model
storage-own-how = Drop a model package on the page, or choose it here: the folder that “trainer package” writes, or a zip of it. It is verified like the bundled one and stays on this machine.
storage-own-folder = Choose a folder
storage-own-zip = Choose a zip
storage-own-back = Back to the bundled model
storage-own-keep = Keep it for the next visit
storage-own-kept = Kept on this device for the next visit.
storage-own-trying = Your own model is being verified: { $what }
storage-own-stop = Stop
storage-own-refused = Your own model is not used. { $why }
storage-offline-preparing = Lobar is being stored, so that it works without a network.
storage-offline-ready = Lobar works without a network.
storage-offline-unsupported = This browser, or this address, cannot store pages: Lobar needs the network each time. An address with https can.
storage-offline-unavailable = This server does not offer Lobar for use without a network.
storage-offline-failed = Lobar could not be stored whole, so it needs the network next time. The disk may be full, or the server’s files incomplete.
storage-offline-cleared = Nothing is stored any more. The next visit stores it again.
storage-part-site = Page and engine
storage-part-package = Bundled model
storage-part-own = Own model
storage-part-settings = Settings
storage-quota = The browser has given this site { $used } and would give { $quota }.
storage-no-films = Films, answers and names are never stored.
storage-persist = Ask the browser to keep it
storage-persisted = The browser will not delete it by itself.
storage-not-persisted = The browser makes no promise: it may delete it when the disk is full.
storage-clear = Clear everything stored
storage-cleared = { $n ->
    [one] Cleared: { $bytes } of files and one setting. This page works on until it is closed; the next visit needs the network.
   *[other] Cleared: { $bytes } of files and { $n } settings. This page works on until it is closed; the next visit needs the network.
}
storage-cleared-partly = { $n ->
    [one] { $bytes } of files and one setting were cleared, but not everything: close other tabs of this page and try again.
   *[other] { $bytes } of files and { $n } settings were cleared, but not everything: close other tabs of this page and try again.
}
storage-close = Close
