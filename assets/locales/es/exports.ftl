# What can be sent on.
exports-title = Exportar
exports-open = Exportar …
exports-print = Imprimir
exports-close = Cerrar
exports-for = Para quién
exports-pacs = Para el PACS de estas imágenes
exports-pacs-about = El paciente y el estudio se conservan; cada archivo remite a su imagen.
exports-sharing = Para compartir
exports-sharing-about = Desidentificado según el perfil básico de DICOM PS3.15: sin nombres, fechas ni identificadores, con UID nuevos y nombres de archivo sustituidos.
exports-which = Qué imágenes
exports-selected = La imagen seleccionada
exports-all = Todas las imágenes leídas ({ $n })
exports-pictures = Con una imagen de cada radiografía respondida, con el mapa de calor y el aviso grabados (captura secundaria DICOM)
exports-burnt-in = El texto grabado en los píxeles de una imagen, como un nombre, permanece en ella. Revise cada imagen antes de compartirla.
exports-confirm = Sé que estos archivos identifican al paciente y pertenecen a su propio PACS.
exports-holds = Un zip con un informe estructurado DICOM (TID 1500) por imagen y la lista de imágenes en CSV, JSON y FHIR R4.
exports-begin = Crear el zip
exports-running = { $done } de { $total } imágenes
exports-ready = { $n ->
    [one] Una imagen está en
   *[other] { $n } imágenes están en
}
exports-notes = Faltan algunos archivos:
exports-failed-read = No se pudo reunir la exportación. Inténtelo de nuevo.
exports-failed-engine = No hay exportación.
exports-failed-stopped = El motor se detuvo durante la exportación. Se reinicia; exporte de nuevo.
exports-failed-large = La exportación supera el tamaño de un zip (4 GB). Omita las imágenes o exporte menos.
exports-failed-memory = El navegador no tiene espacio para la exportación. Exporte menos imágenes.

# Imprimir.
exports-print-open = Imprimir …
exports-print-which = Qué imágenes
exports-print-selected = La imagen elegida, tal como la muestra la página
exports-print-shown = Todas las imágenes mostradas y terminadas ({ $n }), una hoja cada una
exports-print-heatmap = Con el mapa de calor sobre la imagen
exports-print-about = Cada hoja lleva el paciente tal como lo muestra la página, la respuesta o el motivo por el que no la hay, y una vista previa de la imagen de { $side } píxeles por lado como máximo.
exports-print-waiting = { $n ->
    [one] Una imagen mostrada aún no está terminada y se omite.
   *[other] { $n } imágenes mostradas aún no están terminadas y se omiten.
}
exports-print-most = Se imprimen como máximo { $most } imágenes a la vez y se muestran { $n }. Filtre o busque en la lista e imprímala por partes.
exports-print-ready = { $n ->
    [one] Una hoja está lista.
   *[other] { $n } hojas están listas.
} Si el navegador no ha preguntado por una impresora, pulse «Imprimir» otra vez.
exports-print-preview = Vista previa de { $to } píxeles, de una imagen de { $from }. No apta para la lectura.
exports-print-preview-heatmap = Vista previa de { $to } píxeles con el mapa de calor, de una imagen de { $from }. No apta para la lectura.
