# The list of films, and how films come into it.
worklist-title = Worklist
worklist-films = Films

worklist-drop = Drop DICOM files, folders or zips here
worklist-choose-files = Choose files
worklist-choose-folder = Choose a folder
worklist-samples = Sample films
worklist-samples-failed = The sample films could not be loaded from the server.
worklist-looking = Looking for films …
worklist-skipped-dicomdir = { $n ->
    [one] 1 DICOMDIR skipped
   *[other] { $n } DICOMDIR files skipped
}
worklist-skipped-system = { $n ->
    [one] 1 system file skipped
   *[other] { $n } system files skipped
}
worklist-skipped-unopened = { $n ->
    [one] 1 file or folder could not be opened
   *[other] { $n } files or folders could not be opened
}

worklist-zip-damaged = This is not a whole zip archive.
worklist-zip-split = This zip archive is one part of several. Join them first.
worklist-zip-directory = This zip archive lists too many files.
worklist-zip-same-name = Two files in this zip archive have the same name, so it cannot be told which is meant.
worklist-zip-shared = Files in this zip archive share the same bytes, as no honest archive does.
worklist-zip-empty = This zip archive holds no files.
worklist-zip-encrypted = This file is encrypted in its zip archive. Unpack it first.
worklist-zip-method = This file is packed by a method that is not read ({ $method }). Unpack it first.
worklist-zip-too-large = This file is larger than { $limit } MB.
worklist-zip-size = This file has another size than its zip archive says.
worklist-zip-checksum = This file is damaged: its checksum does not match.
worklist-zip-nested = A zip archive within a zip archive is not opened. Unpack it first.
worklist-unreadable = This file cannot be read. Was it moved, or its disk removed?

worklist-picture-question = { $n ->
    [one] 1 film is a picture file. Nothing is known of how it was acquired.
   *[other] { $n } films are picture files. Nothing is known of how they were acquired.
}
worklist-picture-assume = Assume frontal chest films of adults
worklist-picture-refuse = Do not score
worklist-picture-file = Picture file, acquisition unknown

worklist-state-queued = Waiting
worklist-state-running = Reading …
worklist-state-done = Done
worklist-state-rejected = Not scored
worklist-state-failed = Failed
worklist-state-skipped = Not read

worklist-reason-not-dicom = Not DICOM
worklist-reason-corrupt = Damaged
worklist-reason-too-deep = Nested too deeply
worklist-reason-too-large = Too large
worklist-reason-modality = Modality
worklist-reason-body-part = Body part
worklist-reason-view-position = View
worklist-reason-patient-age = Age
worklist-reason-no-pixel-data = No image
worklist-reason-multi-frame = Several frames
worklist-reason-unsupported-pixel-format = Pixel format
worklist-reason-bad-dimensions = Image size
worklist-reason-unsupported-transfer-syntax = Compression
worklist-reason-out-of-distribution = Unlike training films
worklist-reason-unreadable = Cannot be read
worklist-reason-failed = Engine stopped

worklist-none = No films yet
worklist-all-read = { $n ->
    [one] 1 film read
   *[other] All { $n } films read
}
worklist-some-read = { $n } of { $all } films read
worklist-none-shown = No film matches the filter and the search.
worklist-progress = Films read
worklist-rate = { $rate } films/s
worklist-left-seconds = about { $n } s left
worklist-left-minutes = about { $n } min left
worklist-left-hours = about { $hours } h { $minutes } min left
worklist-is-paused = Paused
worklist-pause = Pause
worklist-resume = Go on
worklist-stop = Stop
worklist-stop-hint = Films that wait are not read
worklist-read-rest = Read the rest
worklist-clear = Clear list
worklist-clear-sure = { $n ->
    [one] Clear 1 film?
   *[other] Clear { $n } films?
}

worklist-search = Search
worklist-search-hint = Search films
worklist-filter = Show
worklist-filter-all = All
worklist-filter-waiting = Waiting
worklist-filter-done = Done
worklist-filter-rejected = Not scored
worklist-filter-failed = Failed
worklist-filter-skipped = Not read
worklist-group = Group by study
worklist-wide = Table
worklist-wide-hint = All columns, across the page
worklist-sort = Sort by
worklist-sort-none = File order
worklist-ascending = Ascending
worklist-descending = Descending

worklist-column-film = Film
worklist-column-patient = Patient
worklist-column-age = Age, sex
worklist-column-date = Study date
worklist-column-view = View
worklist-column-state = State
worklist-column-reason = Reason
worklist-column-score = Demo score
worklist-column-probability = Probability

worklist-study-unknown = No study known
worklist-study-films = { $n ->
    [one] 1 film
   *[other] { $n } films
}

worklist-patient = Patient
worklist-no-film = No film selected
worklist-no-patient = No patient named in this file
worklist-no-name = No name
worklist-no-id = No ID
worklist-id = ID
worklist-age = Age
worklist-sex = Sex
worklist-study-date = Study date
worklist-unknown = unknown
worklist-age-years = { $n } y
worklist-age-months = { $n } mo
worklist-age-weeks = { $n } wk
worklist-age-days = { $n } d
worklist-sex-f = F
worklist-sex-m = M
worklist-sex-o = other
worklist-mask = Hide patient
worklist-unmask = Show patient
worklist-masked = Hidden
worklist-film-number = Film { $n }

worklist-key-move = Next or previous film
worklist-key-page = Ten films on or back
worklist-key-ends = First or last film
worklist-key-mask = Hide or show the patient
worklist-key-search = Search the worklist
worklist-key-group = Group by study
