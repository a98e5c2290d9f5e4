# What the browser keeps, working offline, new versions; the engine's states and troubles; the reader's own model.
storage-title = Guardado en este dispositivo
storage-tagline = Radiografías de tórax, leídas en su propio equipo. Ninguna imagen sale de él.
storage-try-again = Intentar de nuevo
storage-progress = { $part } de { $whole }
storage-ready = Listo en { $device }
storage-self-test = { $n ->
    [one] Autocomprobación superada: una imagen en { $time }.
   *[other] Autocomprobación superada: { $n } imágenes en { $time }.
}
storage-device-webgpu = WebGPU
storage-device-cpu = la CPU
storage-stage-engine = Cargando el motor
storage-stage-again = Reiniciando el motor
storage-stage-package = Cargando el modelo
storage-stage-device = Abriendo el dispositivo de cálculo
storage-stage-self-test = Comprobando el dispositivo de cálculo
storage-said-download = No se pudo descargar { $file }. Compruebe la conexión e inténtelo de nuevo.
storage-said-status = El servidor respondió { $status } para { $file }. Sus archivos están incompletos; avise a quien administra esta página.
storage-said-broken-off = La descarga de { $file } se interrumpió. Inténtelo de nuevo: lo recibido se conserva.
storage-said-package = El paquete del modelo no coincide con su manifiesto y no se usa. { $detail }
storage-said-package-file = Al paquete del modelo le falta { $file }. Elija la carpeta completa o su archivo zip.
storage-said-no-package = No se encontró ningún paquete de modelo: una carpeta o zip con manifest.json y sus pesos al lado.
storage-said-not-kept = El modelo guardado en este dispositivo ya no está; se usa el incluido.
storage-said-self-test = Este navegador no reproduce las respuestas almacenadas del modelo, por lo que no se predecirá nada. Use otro navegador o equipo. { $detail }
storage-said-no-adapter = Este navegador no ofrece ningún adaptador WebGPU; se usa la CPU.
storage-said-software-adapter = { $adapter } es un adaptador por software, más lento que la CPU, que es la que se usa.
storage-said-gpu-start = No se pudo iniciar WebGPU; se usa la CPU. { $detail }
storage-said-gpu-self-test = La GPU ({ $adapter }) no superó la autocomprobación; se usa la CPU. { $detail }
storage-said-gpu-slower = { $adapter } tarda { $gpu } ms por radiografía y la CPU { $cpu } ms; por eso se usa la CPU.
storage-said-gpu-lost = Se perdió la GPU; desde ahora se usa la CPU. Para volver a probar la GPU, recargue la página.
storage-said-storage-full = El almacenamiento del navegador está lleno: Lobar continúa, pero no conserva nada para la próxima visita. Libere espacio en disco o borre lo guardado por otros sitios.
storage-said-no-worker = Este navegador no inició un proceso de trabajo. Use un navegador actual.
storage-said-unreachable = No se pudo contactar con el motor. Recargue la página.
storage-said-failed-twice = El motor no pudo iniciarse dos veces seguidas ({ $detail }). Recargue la página. Si no ayuda, añada ?device=cpu a la dirección o use otro navegador.
storage-said-no-model = El modelo no está cargado.
storage-said-no-file = No hay ningún archivo que leer.
storage-said-file-too-large = El archivo supera { $megabytes } MB y no se lee.
storage-said-file-unreadable = No se puede leer el archivo. ¿Se movió o se extrajo su disco? Añádalo de nuevo.
storage-said-codecs = Esta radiografía está codificada como { $codec }, y no se pudo cargar la parte de Lobar que la descodifica ({ $detail }). Compruebe la conexión y añada la radiografía de nuevo; si no ayuda, avise a quien administra esta página. Las demás radiografías no se ven afectadas.
storage-notices = Avisos
storage-dismiss = Cerrar
storage-update = Hay una nueva versión de Lobar lista.
storage-update-with-films = { $n ->
    [one] Hay una nueva versión de Lobar lista. Si la usa ahora, la página se recarga y la lista de trabajo (una imagen) se vacía.
   *[other] Hay una nueva versión de Lobar lista. Si la usa ahora, la página se recarga y la lista de trabajo ({ $n } imágenes) se vacía.
}
storage-use-new = Usarla ahora
storage-other-tabs = { $n ->
    [one] La nueva versión espera: Lobar está abierto en otra pestaña. Ciérrela primero.
   *[other] La nueva versión espera: Lobar está abierto en otras { $n } pestañas. Ciérrelas primero.
}
storage-slow = { $film } lleva mucho tiempo en el motor. Siga esperando, o reinicie el motor y continúe sin esta imagen.
storage-go-on-without = Reiniciar sin esta imagen
storage-stopped-trap = El motor se detuvo al leer { $film } y se reinició. Esa imagen queda marcada como fallida; las demás continúan.
storage-stopped-memory = Se agotó la memoria al leer { $film } y el motor se reinició. Cierre otras pestañas y programas y añada de nuevo esa imagen; las demás continúan.
storage-stopped-device = El dispositivo no pudo calcular { $film } y el motor se reinició. Esa imagen queda marcada como fallida; las demás continúan.
storage-film-stopped = El motor se detuvo al leer esta imagen. Se reinició y las demás continúan. Añada la imagen otra vez para reintentarlo.
storage-film-memory = Se agotó la memoria al leer esta imagen. Cierre otras pestañas y programas y añádala de nuevo.
storage-film-other-model = Esta imagen se leyó con otro modelo. Léala de nuevo con el modelo en uso.
storage-withdrawn = { $n ->
    [one] Ahora se usa otro modelo, por lo que se retiró la respuesta de una imagen.
   *[other] Ahora se usa otro modelo, por lo que se retiraron las respuestas de { $n } imágenes.
}
storage-read-again = Leer de nuevo
storage-own-badge = Modelo propio
storage-own-title = Usar otro modelo
storage-own-how = Suelte un paquete de modelo en la página o elíjalo aquí: la carpeta que escribe «trainer package» o un zip de ella. Se verifica como el incluido y permanece en este equipo.
storage-own-folder = Elegir carpeta
storage-own-zip = Elegir zip
storage-own-back = Volver al modelo incluido
storage-own-keep = Conservarlo para la próxima visita
storage-own-kept = Conservado en este dispositivo para la próxima visita.
storage-own-trying = Se está verificando su propio modelo: { $what }
storage-own-stop = Detener
storage-own-refused = Su propio modelo no se usa. { $why }
storage-offline-preparing = Se está guardando Lobar para que funcione sin red.
storage-offline-ready = Lobar funciona sin red.
storage-offline-unsupported = Este navegador, o esta dirección, no puede guardar páginas: Lobar necesita la red cada vez. Una dirección con https sí puede.
storage-offline-unavailable = Este servidor no ofrece Lobar para uso sin red.
storage-offline-failed = Lobar no pudo guardarse por completo, así que la próxima vez necesitará la red. Quizá el disco esté lleno o los archivos del servidor incompletos.
storage-offline-cleared = Ya no hay nada guardado. La próxima visita lo guardará de nuevo.
storage-part-site = Página y motor
storage-part-package = Modelo incluido
storage-part-own = Modelo propio
storage-part-settings = Ajustes
storage-quota = El navegador ha dado a este sitio { $used } y daría { $quota }.
storage-no-films = Las imágenes, las respuestas y los nombres nunca se guardan.
storage-persist = Pedir al navegador que lo conserve
storage-persisted = El navegador no lo borrará por sí mismo.
storage-not-persisted = El navegador no lo promete: puede borrarlo si el disco se llena.
storage-clear = Borrar todo lo guardado
storage-cleared = { $n ->
    [one] Borrado: { $bytes } de archivos y un ajuste. Esta página sigue funcionando hasta cerrarla; la próxima visita necesita la red.
   *[other] Borrado: { $bytes } de archivos y { $n } ajustes. Esta página sigue funcionando hasta cerrarla; la próxima visita necesita la red.
}
storage-cleared-partly = { $n ->
    [one] Se borraron { $bytes } de archivos y un ajuste, pero no todo: cierre otras pestañas de esta página e inténtelo de nuevo.
   *[other] Se borraron { $bytes } de archivos y { $n } ajustes, pero no todo: cierre otras pestañas de esta página e inténtelo de nuevo.
}
storage-close = Cerrar
