# The table of a file's attributes.
tags-title = DICOM attributes
tags-open = All attributes
tags-open-key = All DICOM attributes of this file (key T)
tags-close = Close
tags-search = Search tag, name or value
tags-waiting = Reading the file …
tags-found = { $shown } of { $all } attributes
tags-tag = Tag
tags-vr = VR
tags-name = Name
tags-value = Value
tags-copy = Copy
tags-copy-of = Copy the value of { $name }
tags-copy-all = Copy all as text
tags-copied = Copied
tags-copy-failed = The browser did not allow copying. Select the text instead.
tags-expand = Show all
tags-more-rows = Show more rows
tags-bytes = { $n } bytes
tags-cut = cut here, { $n } bytes in the file
tags-items = { $n ->
    [one] 1 item
   *[other] { $n } items
}
tags-item = Item { $n }
tags-fragments = { $n } fragments, { $bytes } bytes
tags-private = Private: { $creator }
tags-private-unknown = Private
tags-unknown = Unknown
tags-masked = masked
tags-masked-note = Values that may identify the patient are masked.
tags-fault = The file could be read up to here only. Detail, in English: { $fault }
tags-more = The file has more attributes than are shown.
tags-none = No attribute matches.
