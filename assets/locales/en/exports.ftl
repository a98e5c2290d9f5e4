# What can be sent on.
exports-title = Export
exports-open = Export …
exports-print = Print
exports-close = Close
exports-for = For whom
exports-pacs = For the PACS of these films
exports-pacs-about = Patient and study stay as they are; every file refers to its film.
exports-sharing = For sharing
exports-sharing-about = De-identified by the Basic Profile of DICOM PS3.15: no names, dates or identifiers, new UIDs, file names replaced.
exports-which = Which films
exports-selected = The selected film
exports-all = All films that are through ({ $n })
exports-pictures = With a picture of each answered film, heatmap and notice burnt in (DICOM secondary capture)
exports-burnt-in = Text that is burnt into a film’s pixels, such as a name, stays in its picture. Look at each film before you share it.
exports-confirm = I know that these files name the patient and belong in the patient’s own PACS.
exports-holds = A zip with a DICOM structured report (TID 1500) for each film, and the list of films as CSV, JSON and FHIR R4.
exports-begin = Make the zip
exports-running = { $done } of { $total } films
exports-ready = { $n ->
    [one] One film is in
   *[other] { $n } films are in
}
exports-notes = Some files are missing:
exports-failed-read = The export could not be put together. Please try again.
exports-failed-engine = There is no export.
exports-failed-stopped = The engine stopped while the export was made. It starts again; please export once more.
exports-failed-large = The export is larger than a zip can be (4 GB). Leave the pictures out, or export fewer films.
exports-failed-memory = The browser has no room for the export. Export fewer films.

# Print.
exports-print-open = Print …
exports-print-which = Which films
exports-print-selected = The selected film, as the page shows it
exports-print-shown = All films shown that are through ({ $n }), a page each
exports-print-heatmap = With the heatmap over the film
exports-print-about = Each page has the patient as the page shows it, the answer or the reason why there is none, and a preview of the film of at most { $side } pixels a side.
exports-print-waiting = { $n ->
    [one] One film shown is not through yet and is left out.
   *[other] { $n } films shown are not through yet and are left out.
}
exports-print-most = At most { $most } films are printed at once, and { $n } are shown. Filter or search the list, and print it part by part.
exports-print-ready = { $n ->
    [one] One page is ready.
   *[other] { $n } pages are ready.
} If the browser has not asked for a printer, press Print once more.
exports-print-preview = Preview of { $to } pixels, from a film of { $from }. Not for reading.
exports-print-preview-heatmap = Preview of { $to } pixels with the heatmap, from a film of { $from }. Not for reading.
