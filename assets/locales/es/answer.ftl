# What is said of a film, and of the model.

# The headline.
answer-title = Respuesta
answer-empty = Suelte una radiografía para ver qué dice el modelo.
answer-wait-stopped = El motor no está en marcha, así que no se puntúa nada.
answer-wait-reading = Leyendo esta radiografía …
answer-wait-engine = Esperando al motor …
answer-wait-skipped = Esta imagen no se ha leído.
answer-wait-queue = Esperando a las radiografías anteriores …
answer-score = Puntuación de demostración
answer-probability = Probabilidad calibrada de neumonía
answer-above-score = por encima de su umbral { $limit }
answer-below-score = por debajo de su umbral { $limit }
answer-above-point = por encima del punto de operación { $limit }
answer-below-point = por debajo del punto de operación { $limit }
answer-prevalence-package = Con la prevalencia del paquete, { $prevalence }
answer-prevalence-reader = Con la prevalencia que ha fijado, { $prevalence }
answer-use = Como segundo lector, junto a su propia lectura. No sirve para el triaje: un resultado por debajo del umbral no es motivo para leer una radiografía más tarde ni para no leerla.
answer-timing = Leída en { $decode } s, calculada en { $compute } s.
answer-percent = { $n } %
answer-range = { $value } ({ $low } a { $high })
answer-warnings = Advertencias
answer-warning-check = { $check }: aceptada con reservas (encontrado: { $found }).
answer-unlike = Esta radiografía no se parece a las que se usaron para entrenar el modelo (distancia { $distance }; límite { $limit }). Su puntuación no significa nada.
answer-unlike-found = Distancia a las radiografías de entrenamiento: { $distance }. Esperado: { $limit }.
answer-nothing = nada

# Why a package with a calibration gives a film a score only. Nothing here may read as a finding.
answer-why-view = El paquete no se probó con suficientes radiografías de pacientes en esta proyección. Por eso es solo una puntuación de demostración y no dice nada del paciente.
answer-why-children = El paquete no se probó con suficientes radiografías de niños. Por eso es solo una puntuación de demostración y no dice nada del paciente.
answer-why-adults = El paquete no se probó con suficientes radiografías de adultos. Por eso es solo una puntuación de demostración y no dice nada del paciente.
answer-why-age = El archivo no indica la edad del paciente y el paquete no se probó en todas las edades. Por eso es solo una puntuación de demostración y no dice nada del paciente.
answer-why-calibration = El paquete no tiene calibración o esta versión no indica para quién es válida. Por eso es solo una puntuación de demostración y no dice nada del paciente.
answer-notice-research = Solo para investigación. No es un producto sanitario.
answer-notice-demonstration = Solo demostración: este modelo ha aprendido de fantomas dibujados, nunca de la radiografía de un paciente. Su puntuación no dice nada de este paciente.

# Films without a number, by reason code.
answer-unscored = Esta radiografía no se ha puntuado
answer-failed = No se pudo leer esta radiografía hasta el final
answer-no-number = El motor no dio ningún número utilizable para esta radiografía.
answer-no-why = El motor no dijo por qué.
answer-reason-not-dicom = El archivo no es un archivo DICOM.
answer-reason-corrupt = El archivo está dañado. Una radiografía incompleta no se puntúa.
answer-reason-too-deep = Las secuencias del archivo están anidadas a demasiada profundidad para leerlas con seguridad.
answer-reason-too-large = La radiografía tiene más píxeles de los que se leen.
answer-reason-modality = El modelo se hizo para otra modalidad.
answer-reason-body-part = La radiografía no muestra la región corporal para la que se hizo el modelo, o el archivo no lo indica.
answer-reason-view-position = La proyección no es una de aquellas para las que se hizo el modelo, o el archivo no la indica.
answer-reason-patient-age = El paciente es más joven o mayor que aquellos para los que se hizo el modelo.
answer-reason-no-pixel-data = El archivo no contiene imagen: puede ser un informe, un directorio o un documento.
answer-reason-multi-frame = El archivo contiene varias imágenes; el modelo lee una sola radiografía.
answer-reason-unsupported-pixel-format = Los píxeles no son niveles de gris para presentación.
answer-reason-bad-dimensions = Las filas o columnas de la radiografía faltan o son imposibles.
answer-reason-unsupported-transfer-syntax = La imagen está comprimida de una forma que aquí no se lee.
answer-reason-out-of-distribution = Esta radiografía no se parece a las que se usaron para entrenar el modelo, por lo que no se ha puntuado.
answer-reason-unreadable = No se pudo abrir el archivo. ¿Se movió o se retiró el disco?
answer-reason-failed = El motor no pudo terminar esta radiografía. Puede ayudar añadirla otra vez.
answer-found = Encontrado en { $attribute }: { $found }. Se esperaba: { $expected }.
answer-found-absent = { $attribute } falta o está vacío. Se esperaba: { $expected }.
answer-detail = Detalle, en inglés

# How far to trust it: films like this one.
answer-trust = Cómo le fue al modelo con radiografías como esta
answer-trust-no-groups = El paquete no da cifras para esta proyección, este sexo o esta edad.
answer-trust-none = El paquete no da ninguna calidad medida.
answer-group-all = Todas las radiografías
answer-group-view = Proyección { $value }
answer-group-women = Mujeres
answer-group-men = Hombres
answer-group-age = Edad { $value }
answer-group-other = { $attribute } { $value }
answer-set-test = radiografías de prueba
answer-set-validation = radiografías de validación, con las que se eligió el umbral
answer-group-films = { $positives } con neumonía, { $negatives } sin ella; { $set }
answer-group-few = Menos de 20 radiografías con o sin neumonía: sin cifras
answer-not-given = no consta
answer-auc = AUC
answer-sensitivity = Sensibilidad
answer-specificity = Especificidad
answer-intervals = Entre paréntesis: intervalos del 95 %.

# Operating point and prevalence.
answer-settings = Punto de operación y prevalencia
answer-point = Punto de operación
answer-threshold = Umbral
answer-point-default = { $name } (el del paquete)
answer-point-plain = Umbral { $n }
answer-picture-file = De un archivo de imagen: no se sabe nada de cómo se adquirió.
answer-point-best-f1 = Mayor F1
answer-point-youden = Mayor suma de sensibilidad y especificidad
answer-point-sensitivity = Elegido para una sensibilidad del { $value }
answer-point-specificity = Elegido para una especificidad del { $value }
answer-sensitivity-means = { $figure } de las radiografías con neumonía superan el umbral.
answer-specificity-means = { $figure } de las radiografías sin neumonía quedan por debajo.
answer-no-point-figures = El paquete no da sensibilidad ni especificidad para este punto de operación, así que tampoco valores predictivos.
answer-prevalence = Prevalencia entre sus radiografías
answer-prevalence-percent = Prevalencia en porcentaje
answer-prevalence-reset = Volver a la del paquete, { $prevalence }
answer-prevalence-bad = Se necesita un número de { $low } a { $high }.
answer-prevalence-assumes = El cambio de prevalencia supone que las radiografías con y sin neumonía tienen el mismo aspecto que donde se midió el modelo.
answer-ppv = Valor predictivo positivo
answer-npv = Valor predictivo negativo
answer-values-bounds = Entre paréntesis: lo que dan los extremos inferiores y los superiores de ambos intervalos del 95 %.
answer-frequency = De 1000 radiografías con una prevalencia de { $prevalence }, { $positives } muestran neumonía. { $above } superan el umbral: { $true-above } de ellas con neumonía y { $false-above } sin ella. De las { $below } que quedan por debajo, { $missed } tienen neumonía.
answer-legend-true-above = con neumonía, por encima
answer-legend-false-above = sin ella, por encima
answer-legend-missed = con neumonía, por debajo
answer-legend-true-below = sin ella, por debajo

# Acquisition checks: names by the code of the check.
answer-checks = Comprobaciones de la adquisición
answer-checks-empty = Antes de puntuarla, cada radiografía se compara con aquello para lo que se hizo el modelo.
answer-checks-early = El archivo no llegó a las comprobaciones.
answer-checks-passed = { $n ->
    [one] Se superó la única comprobación
   *[other] Se superaron las { $n } comprobaciones
}
answer-checks-some = { $failed } no superadas, { $doubts } con reservas, de { $n } comprobaciones
answer-check-attribute = Comprobación
answer-check-value = Encontrado
answer-check-expected = Esperado
answer-check-verdict = Veredicto
answer-verdict-pass = Correcto
answer-verdict-warn = Precaución
answer-verdict-fail = No superado
answer-verdict-note = Nota
answer-check-name-modality = Modalidad
answer-check-name-sop-class = Tipo de objeto
answer-check-name-body-part = Región corporal
answer-check-name-species = Especie
answer-check-name-view-position = Proyección
answer-check-name-image-type = Tipo de imagen
answer-check-name-presentation-intent = Destinada a
answer-check-name-burned-in-annotation = Texto en la imagen
answer-check-name-lossy-compression = Compresión con pérdida
answer-check-name-patient-age = Edad
answer-check-name-file = Archivo
answer-check-name-duplicate = Atributos
answer-check-name-pixels = Imagen
answer-check-name-transfer-syntax = Codificación
answer-check-name-pixel-data = Datos de píxeles
answer-check-name-presentation-lut-shape = Escala de grises
answer-check-name-size = Tamaño
answer-check-name-frames = Número de imágenes
answer-check-name-samples-per-pixel = Canales de color
answer-check-name-photometric = Niveles de gris
answer-check-name-bits-allocated = Bits asignados
answer-check-name-bits-stored = Bits almacenados
answer-check-name-pixel-representation = Signo de los píxeles
answer-check-name-high-bit = Bit más alto
answer-check-name-rows = Filas
answer-check-name-columns = Columnas
answer-check-name-distribution = Parecido con las radiografías de entrenamiento
answer-check-expects-sop-class = Computed Radiography, Digital X-Ray or Secondary Capture
answer-check-expects-species = un ser humano
answer-check-expects-image-type = una imagen primaria
answer-check-expects-file = un archivo DICOM legible
answer-check-expects-duplicate = cada atributo una vez
answer-check-expects-pixels = píxeles que se descodifican por completo
answer-check-expects-transfer-syntax = una sintaxis de transferencia que aquí se lee
answer-check-expects-pixel-data = píxeles
answer-check-expects-size = 33 millones de píxeles como máximo
answer-check-expects-frames = una
answer-check-expects-high-bit = bits almacenados menos 1
answer-check-expects-sides = { $min } como mínimo
answer-check-expects-below = menos de { $limit }
answer-check-one-of = { $list } o { $last }
answer-check-no-value = nada: el paquete no cubre ningún valor
answer-check-years = { $years } años
answer-check-any-age = cualquier edad
answer-check-age-from = { $min } años como mínimo
answer-check-age-to = { $max } años como máximo
answer-check-age-between = de { $min } a { $max } años

# The model.
answer-model = Modelo
answer-model-none = Aún no se ha cargado ningún modelo.
answer-model-demonstration = Demostración
answer-model-package = Paquete
answer-model-software = Hecho con { $software }
answer-model-sources = Entrenado con
answer-model-source = { $kind }, { $films } radiografías
answer-model-synthetic = dibujadas por un programa
answer-model-real = radiografías de personas
answer-model-rule = En palabras del paquete: { $rule }
answer-model-use = Uso previsto
answer-model-quality = Calidad medida
answer-model-unlike = Radiografías distintas de las de entrenamiento
answer-model-unlike-none = El paquete no puede reconocerlas.
answer-model-unlike-refuses = Una radiografía a una distancia de { $limit } o más no se puntúa ({ $method }).
answer-model-unlike-warns = Una radiografía a una distancia de { $limit } o más recibe su puntuación con una advertencia ({ $method }).
answer-model-self-test = Autocomprobación e identificador completo
answer-model-self-test-text = { $cases } radiografías, de los bytes a la puntuación, en { $device }: características a menos de { $features } de las guardadas, salida del modelo a menos de { $output }.
answer-model-n = n = { $n }
