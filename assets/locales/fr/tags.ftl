# The table of a file's attributes.
tags-title = Attributs DICOM
