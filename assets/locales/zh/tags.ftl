# The table of a file's attributes.
tags-title = DICOM 属性
