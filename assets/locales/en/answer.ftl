# What is said of a film, and of the model.

# The headline.
answer-title = Answer
answer-empty = Drop a film to see what the model makes of it.
answer-wait-stopped = The engine is not running, so nothing is scored.
answer-wait-reading = Reading this film …
answer-wait-engine = Waiting for the engine …
answer-wait-skipped = This film was not read.
answer-wait-queue = Waiting for the films before it …
answer-score = Demonstration score
answer-probability = Calibrated probability of pneumonia
answer-above-score = above its threshold { $limit }
answer-below-score = below its threshold { $limit }
answer-above-point = above the operating point { $limit }
answer-below-point = below the operating point { $limit }
answer-prevalence-package = At the package’s prevalence of { $prevalence }
answer-prevalence-reader = At the prevalence you set, { $prevalence }
answer-use = For a second reader, beside your own reading. Not for triage: a result below the threshold is no reason to read a film later or not at all.
answer-timing = Read in { $decode } s, computed in { $compute } s.
answer-percent = { $n }%
answer-range = { $value } ({ $low } to { $high })
answer-warnings = Cautions
answer-warning-check = { $check }: accepted with a doubt (found: { $found }).
answer-unlike = This film does not look like the films that the model was trained on (distance { $distance }; limit { $limit }). Its score means nothing.
answer-unlike-found = Distance from the training films: { $distance }. Expected: { $limit }.
answer-nothing = nothing

# Why a package with a calibration gives a film a score only. Nothing here may read as a finding.
answer-why-view = The package was not tried on enough patients’ films of this view. So this is a score for demonstration and says nothing about the patient.
answer-why-children = The package was not tried on enough children’s films. So this is a score for demonstration and says nothing about the patient.
answer-why-adults = The package was not tried on enough adults’ films. So this is a score for demonstration and says nothing about the patient.
answer-why-age = The file does not tell the patient’s age, and the package was not tried on patients of every age. So this is a score for demonstration and says nothing about the patient.
answer-why-calibration = The package has no calibration, or this version of the engine does not tell for whom it holds. So this is a score for demonstration and says nothing about the patient.
answer-notice-research = Research use only. Not a medical device.
answer-notice-demonstration = Demonstration only: this model has learned from drawn phantoms, never from a patient’s film. Its score says nothing about this patient.

# Films without a number, by reason code.
answer-unscored = This film was not scored
answer-failed = This film could not be read to the end
answer-no-number = The engine gave no usable number for this film.
answer-no-why = The engine did not say why.
answer-reason-not-dicom = The file is not a DICOM file.
answer-reason-corrupt = The file is damaged. A film of which a part is missing is not scored.
answer-reason-too-deep = The file’s sequences are nested too deeply to be read safely.
answer-reason-too-large = The film has more pixels than are read.
answer-reason-modality = The model was made for films of another modality.
answer-reason-body-part = The film does not show, or the file does not tell that it shows, the body part that the model was made for.
answer-reason-view-position = The film’s view is not one that the model was made for, or the file does not tell it.
answer-reason-patient-age = The patient is younger or older than those the model was made for.
answer-reason-no-pixel-data = The file holds no picture: it may be a report, a directory or a document.
answer-reason-multi-frame = The file holds several pictures; the model reads a single film.
answer-reason-unsupported-pixel-format = The pixels are not gray levels for presentation.
answer-reason-bad-dimensions = The film’s rows or columns are missing or impossible.
answer-reason-unsupported-transfer-syntax = The picture is compressed in a way that is not read here.
answer-reason-out-of-distribution = This film does not look like the films that the model was trained on, so it was not scored.
answer-reason-unreadable = The file could not be opened. Was it moved, or its disk removed?
answer-reason-failed = The engine could not finish this film. Adding it once more may help.
answer-found = Found in { $attribute }: { $found }. Expected: { $expected }.
answer-found-absent = { $attribute } is absent or empty. Expected: { $expected }.
answer-detail = Detail, in English

# How far to trust it: films like this one.
answer-trust = How the model did on films like this one
answer-trust-no-groups = The package gives no figures for films of this view, sex or age.
answer-trust-none = The package gives no measured quality.
answer-group-all = All films
answer-group-view = View { $value }
answer-group-women = Women
answer-group-men = Men
answer-group-age = Age { $value }
answer-group-other = { $attribute } { $value }
answer-set-test = test films
answer-set-validation = validation films, on which the threshold was chosen
answer-group-films = { $positives } with pneumonia, { $negatives } without; { $set }
answer-group-few = Fewer than 20 films with or without pneumonia: no figures
answer-not-given = not given
answer-auc = AUC
answer-sensitivity = Sensitivity
answer-specificity = Specificity
answer-intervals = In brackets: 95 % intervals.

# Operating point and prevalence.
answer-settings = Operating point and prevalence
answer-point = Operating point
answer-threshold = Threshold
answer-point-default = { $name } (the package’s own)
answer-point-plain = Threshold { $n }
answer-picture-file = From a picture file: nothing is known of how the film was acquired.
answer-point-best-f1 = Largest F1
answer-point-youden = Largest sensitivity + specificity
answer-point-sensitivity = Chosen for a sensitivity of { $value }
answer-point-specificity = Chosen for a specificity of { $value }
answer-sensitivity-means = { $figure } of the films with pneumonia are above the threshold.
answer-specificity-means = { $figure } of the films without pneumonia are below it.
answer-no-point-figures = The package gives no sensitivity and specificity for this operating point, so no predictive values either.
answer-prevalence = Prevalence among your films
answer-prevalence-percent = Prevalence in per cent
answer-prevalence-reset = Back to the package’s { $prevalence }
answer-prevalence-bad = A number from { $low } to { $high } is needed.
answer-prevalence-assumes = Moving to another prevalence assumes that films with and without pneumonia look as they did where the model was measured.
answer-ppv = Positive predictive value
answer-npv = Negative predictive value
answer-values-bounds = In brackets: what the lower ends of both 95 % intervals give, and what the upper ends give.
answer-frequency = Of 1,000 films at a prevalence of { $prevalence }, { $positives } show pneumonia. { $above } are above the threshold: { $true-above } of them with pneumonia, { $false-above } without. Of the { $below } below it, { $missed } have pneumonia.
answer-legend-true-above = with pneumonia, above
answer-legend-false-above = without, above
answer-legend-missed = with pneumonia, below
answer-legend-true-below = without, below

# Acquisition checks: names by the code of the check.
answer-checks = Acquisition checks
answer-checks-empty = Each film is checked against what the model was made for before it is scored.
answer-checks-early = The file did not get as far as the checks.
answer-checks-passed = { $n ->
    [one] The one check passed
   *[other] All { $n } checks passed
}
answer-checks-some = { $failed } failed, { $doubts } with a doubt, of { $n } checks
answer-check-attribute = Check
answer-check-value = Found
answer-check-expected = Expected
answer-check-verdict = Verdict
answer-verdict-pass = Pass
answer-verdict-warn = Caution
answer-verdict-fail = Fail
answer-verdict-note = Note
answer-check-name-modality = Modality
answer-check-name-sop-class = Kind of object
answer-check-name-body-part = Body part
answer-check-name-species = Species
answer-check-name-view-position = View
answer-check-name-image-type = Kind of image
answer-check-name-presentation-intent = Meant for
answer-check-name-burned-in-annotation = Text in the picture
answer-check-name-lossy-compression = Compression with loss
answer-check-name-patient-age = Age
answer-check-name-file = File
answer-check-name-duplicate = Attributes
answer-check-name-pixels = Picture
answer-check-name-transfer-syntax = Encoding
answer-check-name-pixel-data = Pixel data
answer-check-name-presentation-lut-shape = Gray scale
answer-check-name-size = Size
answer-check-name-frames = Number of pictures
answer-check-name-samples-per-pixel = Colour channels
answer-check-name-photometric = Gray levels
answer-check-name-bits-allocated = Bits allocated
answer-check-name-bits-stored = Bits stored
answer-check-name-pixel-representation = Sign of the pixels
answer-check-name-high-bit = Highest bit
answer-check-name-rows = Rows
answer-check-name-columns = Columns
answer-check-name-distribution = Likeness to the training films
answer-check-expects-sop-class = Computed Radiography, Digital X-Ray or Secondary Capture
answer-check-expects-species = a human being
answer-check-expects-image-type = a primary image
answer-check-expects-file = a readable DICOM file
answer-check-expects-duplicate = each attribute once
answer-check-expects-pixels = pixels that decode completely
answer-check-expects-transfer-syntax = a transfer syntax that is read here
answer-check-expects-pixel-data = pixels
answer-check-expects-size = at most 33 million pixels
answer-check-expects-frames = one
answer-check-expects-high-bit = bits stored minus 1
answer-check-expects-sides = at least { $min }
answer-check-expects-below = below { $limit }
answer-check-one-of = { $list } or { $last }
answer-check-no-value = nothing: the package covers no value
answer-check-years = { $years } years
answer-check-any-age = any age
answer-check-age-from = at least { $min } years
answer-check-age-to = at most { $max } years
answer-check-age-between = { $min } to { $max } years

# The model.
answer-model = Model
answer-model-none = No model is loaded yet.
answer-model-demonstration = Demonstration
answer-model-package = Package
answer-model-software = Made by { $software }
answer-model-sources = Trained on
answer-model-source = { $kind }, { $films } films
answer-model-synthetic = drawn by a program
answer-model-real = films of people
answer-model-rule = The package’s own words: { $rule }
answer-model-use = Intended use
answer-model-quality = Measured quality
answer-model-unlike = Films unlike its training data
answer-model-unlike-none = The package cannot tell them.
answer-model-unlike-refuses = A film at a distance of { $limit } or more is not scored ({ $method }).
answer-model-unlike-warns = A film at a distance of { $limit } or more gets its score with a warning ({ $method }).
answer-model-self-test = Self-test and full package id
answer-model-self-test-text = { $cases } films from bytes to score on { $device }: features within { $features } of the stored ones, the model’s output within { $output }.
answer-model-n = n = { $n }
