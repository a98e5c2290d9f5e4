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
