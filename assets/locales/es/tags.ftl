# The table of a file's attributes.
tags-title = Atributos DICOM
tags-open = Todos los atributos
tags-open-key = Todos los atributos DICOM de este archivo (tecla T)
tags-close = Cerrar
tags-search = Buscar etiqueta, nombre o valor
tags-waiting = Leyendo el archivo …
tags-found = { $shown } de { $all } atributos
tags-tag = Etiqueta
tags-vr = VR
tags-name = Nombre
tags-value = Valor
tags-copy = Copiar
tags-copy-of = Copiar el valor de { $name }
tags-copy-all = Copiar todo como texto
tags-copied = Copiado
tags-copy-failed = El navegador no permitió copiar. Seleccione el texto.
tags-expand = Mostrar todo
tags-more-rows = Mostrar más filas
tags-bytes = { $n } bytes
tags-cut = cortado aquí, { $n } bytes en el archivo
tags-items = { $n ->
    [one] 1 elemento
   *[other] { $n } elementos
}
tags-item = Elemento { $n }
tags-fragments = { $n } fragmentos, { $bytes } bytes
tags-private = Privado: { $creator }
tags-private-unknown = Privado
tags-unknown = Desconocido
tags-masked = oculto
tags-masked-note = Los valores que pueden identificar al paciente están ocultos.
tags-fault = El archivo solo pudo leerse hasta aquí. Detalle, en inglés: { $fault }
tags-more = El archivo tiene más atributos de los que se muestran.
tags-none = Ningún atributo coincide.
