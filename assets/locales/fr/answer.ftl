# What is said of a film, and of the model.

# The headline.
answer-title = Réponse
answer-empty = Déposez un cliché pour voir ce que le modèle en dit.
answer-wait-stopped = Le moteur n’est pas en marche : rien n’est évalué.
answer-wait-reading = Lecture de ce cliché …
answer-wait-engine = En attente du moteur …
answer-wait-skipped = Ce cliché n’a pas été lu.
answer-wait-queue = En attente des clichés précédents …
answer-score = Score de démonstration
answer-probability = Probabilité calibrée de pneumonie
answer-above-score = au-dessus de son seuil { $limit }
answer-below-score = au-dessous de son seuil { $limit }
answer-above-point = au-dessus du point de fonctionnement { $limit }
answer-below-point = au-dessous du point de fonctionnement { $limit }
answer-prevalence-package = À la prévalence du paquet, { $prevalence }
answer-prevalence-reader = À la prévalence que vous avez fixée, { $prevalence }
answer-use = En second lecteur, à côté de votre propre lecture. Pas pour le tri : un résultat sous le seuil n’est pas une raison de lire un cliché plus tard ou pas du tout.
answer-timing = Lu en { $decode } s, calculé en { $compute } s.
answer-percent = { $n } %
answer-range = { $value } ({ $low } à { $high })
answer-warnings = Réserves
answer-warning-check = { $check } : accepté avec réserve (trouvé : { $found }).
answer-unlike = Ce cliché ne ressemble pas à ceux sur lesquels le modèle a été entraîné (distance { $distance } ; limite { $limit }). Son score ne signifie rien.
answer-unlike-found = Distance aux clichés d’entraînement : { $distance }. Attendu : { $limit }.
answer-nothing = rien

# Why a package with a calibration gives a film a score only. Nothing here may read as a finding.
answer-why-view = Le paquet n’a pas été essayé sur assez de clichés de patients dans cette incidence. Ce n’est donc qu’un score de démonstration, qui ne dit rien du patient.
answer-why-children = Le paquet n’a pas été essayé sur assez de clichés d’enfants. Ce n’est donc qu’un score de démonstration, qui ne dit rien du patient.
answer-why-adults = Le paquet n’a pas été essayé sur assez de clichés d’adultes. Ce n’est donc qu’un score de démonstration, qui ne dit rien du patient.
answer-why-age = Le fichier n’indique pas l’âge du patient et le paquet n’a pas été essayé à tous les âges. Ce n’est donc qu’un score de démonstration, qui ne dit rien du patient.
answer-why-calibration = Le paquet n’a pas d’étalonnage, ou cette version ne dit pas pour qui il vaut. Ce n’est donc qu’un score de démonstration, qui ne dit rien du patient.
answer-notice-research = Réservé à la recherche. N’est pas un dispositif médical.
answer-notice-demonstration = Démonstration seulement : ce modèle a appris sur des fantômes dessinés, jamais sur le cliché d’un patient. Son score ne dit rien de ce patient.

# Films without a number, by reason code.
answer-unscored = Ce cliché n’a pas été évalué
answer-failed = Ce cliché n’a pas pu être lu jusqu’au bout
answer-no-number = Le moteur n’a donné aucun nombre utilisable pour ce cliché.
answer-no-why = Le moteur n’a pas dit pourquoi.
answer-reason-not-dicom = Le fichier n’est pas un fichier DICOM.
answer-reason-corrupt = Le fichier est endommagé. Un cliché incomplet n’est pas évalué.
answer-reason-too-deep = Les séquences du fichier sont trop imbriquées pour être lues sans risque.
answer-reason-too-large = Le cliché a plus de pixels qu’il n’en est lu.
answer-reason-modality = Le modèle est fait pour une autre modalité.
answer-reason-body-part = Le cliché ne montre pas la région du corps pour laquelle le modèle est fait, ou le fichier ne le dit pas.
answer-reason-view-position = L’incidence n’est pas de celles pour lesquelles le modèle est fait, ou le fichier ne l’indique pas.
answer-reason-patient-age = Le patient est plus jeune ou plus âgé que ceux pour lesquels le modèle est fait.
answer-reason-no-pixel-data = Le fichier ne contient pas d’image : c’est peut-être un compte rendu, un répertoire ou un document.
answer-reason-multi-frame = Le fichier contient plusieurs images ; le modèle lit un seul cliché.
answer-reason-unsupported-pixel-format = Les pixels ne sont pas des niveaux de gris destinés à l’affichage.
answer-reason-bad-dimensions = Le nombre de lignes ou de colonnes du cliché manque ou est impossible.
answer-reason-unsupported-transfer-syntax = L’image est compressée d’une façon qui n’est pas lue ici.
answer-reason-out-of-distribution = Ce cliché ne ressemble pas à ceux sur lesquels le modèle a été entraîné ; il n’a donc pas été évalué.
answer-reason-unreadable = Le fichier n’a pas pu être ouvert. A-t-il été déplacé, ou le support retiré ?
answer-reason-failed = Le moteur n’a pas pu terminer ce cliché. L’ajouter de nouveau peut aider.
answer-found = Trouvé dans { $attribute } : { $found }. Attendu : { $expected }.
answer-found-absent = { $attribute } est absent ou vide. Attendu : { $expected }.
answer-detail = Détail, en anglais

# How far to trust it: films like this one.
answer-trust = Ce que le modèle a donné sur des clichés semblables
answer-trust-no-groups = Le paquet ne donne pas de chiffres pour cette incidence, ce sexe ou cet âge.
answer-trust-none = Le paquet ne donne aucune qualité mesurée.
answer-group-all = Tous les clichés
answer-group-view = Incidence { $value }
answer-group-women = Femmes
answer-group-men = Hommes
answer-group-age = Âge { $value }
answer-group-other = { $attribute } { $value }
answer-set-test = clichés de test
answer-set-validation = clichés de validation, sur lesquels le seuil a été choisi
answer-group-films = { $positives } avec pneumonie, { $negatives } sans ; { $set }
answer-group-few = Moins de 20 clichés avec ou sans pneumonie : pas de chiffres
answer-not-given = non donné
answer-auc = AUC
answer-sensitivity = Sensibilité
answer-specificity = Spécificité
answer-intervals = Entre parenthèses : intervalles à 95 %.

# Operating point and prevalence.
answer-settings = Point de fonctionnement et prévalence
answer-point = Point de fonctionnement
answer-threshold = Seuil
answer-point-default = { $name } (celui du paquet)
answer-point-plain = Seuil { $n }
answer-picture-file = Issu d’un fichier image : on ne sait rien de son acquisition.
answer-point-best-f1 = F1 maximal
answer-point-youden = Somme sensibilité + spécificité maximale
answer-point-sensitivity = Choisi pour une sensibilité de { $value }
answer-point-specificity = Choisi pour une spécificité de { $value }
answer-sensitivity-means = { $figure } des clichés avec pneumonie sont au-dessus du seuil.
answer-specificity-means = { $figure } des clichés sans pneumonie sont au-dessous.
answer-no-point-figures = Le paquet ne donne ni sensibilité ni spécificité pour ce point de fonctionnement, donc pas de valeurs prédictives.
answer-prevalence = Prévalence parmi vos clichés
answer-prevalence-percent = Prévalence en pour cent
answer-prevalence-reset = Revenir à celle du paquet, { $prevalence }
answer-prevalence-bad = Il faut un nombre de { $low } à { $high }.
answer-prevalence-assumes = Le passage à une autre prévalence suppose que les clichés avec et sans pneumonie ont le même aspect que là où le modèle a été mesuré.
answer-ppv = Valeur prédictive positive
answer-npv = Valeur prédictive négative
answer-values-bounds = Entre parenthèses : ce que donnent les bornes inférieures et les bornes supérieures des deux intervalles à 95 %.
answer-frequency = Sur 1 000 clichés à une prévalence de { $prevalence }, { $positives } montrent une pneumonie. { $above } sont au-dessus du seuil : { $true-above } avec pneumonie et { $false-above } sans. Des { $below } au-dessous, { $missed } ont une pneumonie.
answer-legend-true-above = avec pneumonie, au-dessus
answer-legend-false-above = sans, au-dessus
answer-legend-missed = avec pneumonie, au-dessous
answer-legend-true-below = sans, au-dessous

# Acquisition checks: names by the code of the check.
answer-checks = Contrôles de l’acquisition
answer-checks-empty = Avant d’être évalué, chaque cliché est comparé à ce pour quoi le modèle est fait.
answer-checks-early = Le fichier n’est pas arrivé jusqu’aux contrôles.
answer-checks-passed = { $n ->
    [one] Le seul contrôle est passé
   *[other] Les { $n } contrôles sont passés
}
answer-checks-some = { $failed } en échec, { $doubts } avec réserve, sur { $n } contrôles
answer-check-attribute = Contrôle
answer-check-value = Trouvé
answer-check-expected = Attendu
answer-check-verdict = Verdict
answer-verdict-pass = Conforme
answer-verdict-warn = Réserve
answer-verdict-fail = Échec
answer-verdict-note = Remarque
answer-check-name-modality = Modalité
answer-check-name-sop-class = Type d’objet
answer-check-name-body-part = Région du corps
answer-check-name-species = Espèce
answer-check-name-view-position = Incidence
answer-check-name-image-type = Type d’image
answer-check-name-presentation-intent = Destinée à
answer-check-name-burned-in-annotation = Texte dans l’image
answer-check-name-lossy-compression = Compression avec perte
answer-check-name-patient-age = Âge
answer-check-name-file = Fichier
answer-check-name-duplicate = Attributs
answer-check-name-pixels = Image
answer-check-name-transfer-syntax = Codage
answer-check-name-pixel-data = Données de pixels
answer-check-name-presentation-lut-shape = Échelle de gris
answer-check-name-size = Taille
answer-check-name-frames = Nombre d’images
answer-check-name-samples-per-pixel = Canaux de couleur
answer-check-name-photometric = Niveaux de gris
answer-check-name-bits-allocated = Bits alloués
answer-check-name-bits-stored = Bits stockés
answer-check-name-pixel-representation = Signe des pixels
answer-check-name-high-bit = Bit de poids fort
answer-check-name-rows = Lignes
answer-check-name-columns = Colonnes
answer-check-name-distribution = Ressemblance avec les clichés d’entraînement
answer-check-expects-sop-class = Computed Radiography, Digital X-Ray or Secondary Capture
answer-check-expects-species = un être humain
answer-check-expects-image-type = une image primaire
answer-check-expects-file = un fichier DICOM lisible
answer-check-expects-duplicate = chaque attribut une seule fois
answer-check-expects-pixels = des pixels décodables en entier
answer-check-expects-transfer-syntax = une syntaxe de transfert lue ici
answer-check-expects-pixel-data = des pixels
answer-check-expects-size = 33 millions de pixels au plus
answer-check-expects-frames = une seule
answer-check-expects-high-bit = bits stockés moins 1
answer-check-expects-sides = au moins { $min }
answer-check-expects-below = moins de { $limit }
answer-check-one-of = { $list } ou { $last }
answer-check-no-value = rien : le paquet ne couvre aucune valeur
answer-check-years = { $years } ans
answer-check-any-age = tout âge
answer-check-age-from = au moins { $min } ans
answer-check-age-to = au plus { $max } ans
answer-check-age-between = de { $min } à { $max } ans

# The model.
answer-model = Modèle
answer-model-none = Aucun modèle n’est encore chargé.
answer-model-demonstration = Démonstration
answer-model-package = Paquet
answer-model-software = Fait par { $software }
answer-model-sources = Entraîné sur
answer-model-source = { $kind }, { $films } clichés
answer-model-synthetic = dessinés par un programme
answer-model-real = clichés de personnes
answer-model-rule = Selon le paquet : { $rule }
answer-model-use = Usage prévu
answer-model-quality = Qualité mesurée
answer-model-unlike = Clichés différents des données d’entraînement
answer-model-unlike-none = Le paquet ne sait pas les reconnaître.
answer-model-unlike-refuses = Un cliché à une distance de { $limit } ou plus n’est pas évalué ({ $method }).
answer-model-unlike-warns = Un cliché à une distance de { $limit } ou plus reçoit son score avec un avertissement ({ $method }).
answer-model-self-test = Autotest et identifiant complet
answer-model-self-test-text = { $cases } clichés, des octets au score, sur { $device } : caractéristiques à { $features } près de celles enregistrées, sortie du modèle à { $output } près.
answer-model-n = n = { $n }
