# La lista de radiografías y cómo llegan a ella.
worklist-title = Lista de trabajo
worklist-films = Radiografías

worklist-drop = Suelte aquí archivos DICOM, carpetas o ZIP
worklist-choose-files = Elegir archivos
worklist-choose-folder = Elegir una carpeta
worklist-samples = Radiografías de ejemplo
worklist-samples-failed = No se pudieron cargar del servidor las radiografías de ejemplo.
worklist-looking = Buscando radiografías …
worklist-skipped-dicomdir = { $n ->
    [one] 1 DICOMDIR omitido
   *[other] { $n } archivos DICOMDIR omitidos
}
worklist-skipped-system = { $n ->
    [one] 1 archivo del sistema omitido
   *[other] { $n } archivos del sistema omitidos
}
worklist-skipped-unopened = { $n ->
    [one] No se pudo abrir 1 archivo o carpeta
   *[other] No se pudieron abrir { $n } archivos o carpetas
}

worklist-zip-damaged = No es un archivo ZIP completo.
worklist-zip-split = Este ZIP es una parte de varias. Únalas primero.
worklist-zip-directory = Este ZIP enumera demasiados archivos.
worklist-zip-same-name = Dos archivos de este ZIP tienen el mismo nombre y no se puede saber cuál es el bueno.
worklist-zip-shared = Hay archivos de este ZIP que comparten los mismos bytes, lo que no ocurre en un ZIP legítimo.
worklist-zip-empty = Este ZIP no contiene archivos.
worklist-zip-encrypted = Este archivo está cifrado en el ZIP. Descomprímalo primero.
worklist-zip-method = Este archivo está comprimido con un método que no se lee ({ $method }). Descomprímalo primero.
worklist-zip-too-large = Este archivo supera los { $limit } MB.
worklist-zip-size = El tamaño de este archivo no es el que indica el ZIP.
worklist-zip-checksum = Este archivo está dañado: su suma de verificación no coincide.
worklist-zip-nested = Un ZIP dentro de otro ZIP no se abre. Descomprímalo primero.
worklist-unreadable = No se puede leer este archivo. ¿Se ha movido o se ha retirado la unidad?

worklist-picture-question = { $n ->
    [one] 1 radiografía es un archivo de imagen. No se sabe cómo se adquirió.
   *[other] { $n } radiografías son archivos de imagen. No se sabe cómo se adquirieron.
}
worklist-picture-assume = Suponer radiografías de tórax frontales de adultos
worklist-picture-refuse = No puntuar
worklist-picture-file = Archivo de imagen, adquisición desconocida

worklist-state-queued = En espera
worklist-state-running = Leyendo …
worklist-state-done = Terminada
worklist-state-rejected = Sin puntuar
worklist-state-failed = Con error
worklist-state-skipped = Sin leer

worklist-reason-not-dicom = No es DICOM
worklist-reason-corrupt = Dañado
worklist-reason-too-deep = Demasiados niveles
worklist-reason-too-large = Demasiado grande
worklist-reason-modality = Modalidad
worklist-reason-body-part = Región anatómica
worklist-reason-view-position = Proyección
worklist-reason-patient-age = Edad
worklist-reason-no-pixel-data = Sin imagen
worklist-reason-multi-frame = Varios fotogramas
worklist-reason-unsupported-pixel-format = Formato de píxel
worklist-reason-bad-dimensions = Tamaño de imagen
worklist-reason-unsupported-transfer-syntax = Compresión
worklist-reason-out-of-distribution = Distinta del entrenamiento
worklist-reason-unreadable = Ilegible
worklist-reason-failed = El motor se detuvo

worklist-none = Aún no hay radiografías
worklist-all-read = { $n ->
    [one] 1 radiografía leída
   *[other] Las { $n } radiografías leídas
}
worklist-some-read = { $n } de { $all } radiografías leídas
worklist-none-shown = Ninguna radiografía coincide con el filtro y la búsqueda.
worklist-progress = Radiografías leídas
worklist-rate = { $rate } radiografías/s
worklist-left-seconds = quedan unos { $n } s
worklist-left-minutes = quedan unos { $n } min
worklist-left-hours = quedan unas { $hours } h { $minutes } min
worklist-is-paused = En pausa
worklist-pause = Pausar
worklist-resume = Continuar
worklist-stop = Detener
worklist-stop-hint = Las radiografías en espera no se leerán
worklist-read-rest = Leer el resto
worklist-clear = Vaciar la lista
worklist-clear-sure = { $n ->
    [one] ¿Quitar 1 radiografía?
   *[other] ¿Quitar { $n } radiografías?
}

worklist-search = Buscar
worklist-search-hint = Buscar radiografías
worklist-filter = Mostrar
worklist-filter-all = Todas
worklist-filter-waiting = En espera
worklist-filter-done = Terminadas
worklist-filter-rejected = Sin puntuar
worklist-filter-failed = Con error
worklist-filter-skipped = Sin leer
worklist-group = Agrupar por estudio
worklist-wide = Tabla
worklist-wide-hint = Todas las columnas, a lo ancho de la página
worklist-sort = Ordenar por
worklist-sort-none = Orden de los archivos
worklist-ascending = Ascendente
worklist-descending = Descendente

worklist-column-film = Radiografía
worklist-column-patient = Paciente
worklist-column-age = Edad, sexo
worklist-column-date = Fecha del estudio
worklist-column-view = Proyección
worklist-column-state = Estado
worklist-column-reason = Motivo
worklist-column-score = Valor demo
worklist-column-probability = Probabilidad

worklist-study-unknown = Estudio desconocido
worklist-study-films = { $n ->
    [one] 1 radiografía
   *[other] { $n } radiografías
}

worklist-patient = Paciente
worklist-no-film = Ninguna radiografía seleccionada
worklist-no-patient = Este archivo no nombra a ningún paciente
worklist-no-name = Sin nombre
worklist-no-id = Sin ID
worklist-id = ID
worklist-age = Edad
worklist-sex = Sexo
worklist-study-date = Fecha del estudio
worklist-unknown = desconocido
worklist-age-years = { $n } a
worklist-age-months = { $n } m
worklist-age-weeks = { $n } sem
worklist-age-days = { $n } d
worklist-sex-f = F
worklist-sex-m = M
worklist-sex-o = otro
worklist-mask = Ocultar paciente
worklist-unmask = Mostrar paciente
worklist-masked = Oculto
worklist-film-number = Radiografía { $n }

worklist-key-move = Radiografía siguiente o anterior
worklist-key-page = Diez radiografías adelante o atrás
worklist-key-ends = Primera o última radiografía
worklist-key-mask = Ocultar o mostrar el paciente
worklist-key-search = Buscar en la lista de trabajo
worklist-key-group = Agrupar por estudio
