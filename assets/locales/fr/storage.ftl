# What the browser keeps, working offline, new versions; the engine's states and troubles; the reader's own model.
storage-title = Enregistré sur cet appareil
storage-tagline = Radiographies thoraciques, lues sur votre propre machine. Aucun cliché ne la quitte.
storage-try-again = Réessayer
storage-progress = { $part } sur { $whole }
storage-ready = Prêt sur { $device }
storage-self-test = { $n ->
    [one] Autotest réussi : un cliché en { $time }.
   *[other] Autotest réussi : { $n } clichés en { $time }.
}
storage-device-webgpu = WebGPU
storage-device-cpu = le processeur
storage-stage-engine = Chargement du moteur
storage-stage-again = Redémarrage du moteur
storage-stage-package = Chargement du modèle
storage-stage-device = Ouverture du périphérique de calcul
storage-stage-self-test = Test du périphérique de calcul
storage-said-download = { $file } n’a pas pu être téléchargé. Vérifiez la connexion et réessayez.
storage-said-status = Le serveur a répondu { $status } pour { $file }. Ses fichiers sont incomplets ; prévenez l’administrateur de cette page.
storage-said-broken-off = Le téléchargement de { $file } a été interrompu. Réessayez : ce qui est arrivé est conservé.
storage-said-package = Le paquet du modèle ne correspond pas à son manifeste et n’est pas utilisé. { $detail }
storage-said-package-file = Il manque { $file } dans le paquet du modèle. Choisissez le dossier entier, ou son fichier zip.
storage-said-no-package = Aucun paquet de modèle trouvé : un dossier ou un zip contenant manifest.json et ses poids.
storage-said-not-kept = Le modèle conservé sur cet appareil n’y est plus ; le modèle fourni est utilisé.
storage-said-self-test = Ce navigateur ne reproduit pas les réponses enregistrées du modèle ; rien ne sera prédit. Utilisez un autre navigateur ou une autre machine. { $detail }
storage-said-no-adapter = Ce navigateur n’offre aucun adaptateur WebGPU ; le processeur est utilisé.
storage-said-software-adapter = { $adapter } est un adaptateur logiciel, plus lent que le processeur, qui est donc utilisé.
storage-said-gpu-start = WebGPU n’a pas pu démarrer ; le processeur est utilisé. { $detail }
storage-said-gpu-self-test = Le GPU ({ $adapter }) a échoué à l’autotest ; le processeur est utilisé. { $detail }
storage-said-gpu-slower = { $adapter } met { $gpu } ms par cliché et le processeur { $cpu } ms ; le processeur est donc utilisé.
storage-said-gpu-lost = Le GPU a été perdu ; le processeur est utilisé désormais. Pour réessayer le GPU, rechargez la page.
storage-said-storage-full = Le stockage du navigateur est plein : Lobar continue, mais ne conserve rien pour la prochaine visite. Libérez de l’espace disque ou effacez ce que d’autres sites ont enregistré.
storage-said-no-worker = Ce navigateur n’a pas pu démarrer de worker. Veuillez utiliser un navigateur récent.
storage-said-unreachable = Le moteur est injoignable. Veuillez recharger la page.
storage-said-failed-twice = Le moteur n’a pas pu démarrer, deux fois de suite ({ $detail }). Veuillez recharger la page. Si cela ne suffit pas, ajoutez ?device=cpu à l’adresse, ou utilisez un autre navigateur.
storage-said-no-model = Le modèle n’est pas chargé.
storage-said-no-file = Il n’y a aucun fichier à lire.
storage-said-file-too-large = Le fichier dépasse { $megabytes } Mo et n’est pas lu.
storage-said-file-unreadable = Le fichier ne peut pas être lu. A-t-il été déplacé, ou son disque retiré ? Ajoutez-le à nouveau.
storage-said-codecs = Ce cliché est codé en { $codec }, et la partie de Lobar qui le décode n’a pas pu être chargée ({ $detail }). Vérifiez la connexion et ajoutez le cliché à nouveau ; si cela ne suffit pas, prévenez l’administrateur de cette page. Les autres clichés ne sont pas touchés.
storage-notices = Avis
storage-dismiss = Fermer
storage-update = Une nouvelle version de Lobar est prête.
storage-update-with-films = { $n ->
    [one] Une nouvelle version de Lobar est prête. L’utiliser maintenant recharge la page et vide la liste de travail (un cliché).
   *[other] Une nouvelle version de Lobar est prête. L’utiliser maintenant recharge la page et vide la liste de travail ({ $n } clichés).
}
storage-use-new = L’utiliser maintenant
storage-other-tabs = { $n ->
    [one] La nouvelle version attend : Lobar est ouvert dans un autre onglet. Fermez-le d’abord.
   *[other] La nouvelle version attend : Lobar est ouvert dans { $n } autres onglets. Fermez-les d’abord.
}
storage-slow = { $film } occupe le moteur depuis longtemps. Attendez encore, ou redémarrez le moteur et continuez sans ce cliché.
storage-go-on-without = Redémarrer sans ce cliché
storage-stopped-trap = Le moteur s’est arrêté en lisant { $film } et a été redémarré. Ce cliché est marqué en échec ; les autres continuent.
storage-stopped-memory = La mémoire a manqué pendant la lecture de { $film } et le moteur a été redémarré. Fermez d’autres onglets et programmes, puis ajoutez à nouveau ce cliché ; les autres continuent.
storage-stopped-device = Le périphérique n’a pas pu calculer { $film } et le moteur a été redémarré. Ce cliché est marqué en échec ; les autres continuent.
storage-film-stopped = Le moteur s’est arrêté en lisant ce cliché. Il a été redémarré et les autres clichés continuent. Ajoutez à nouveau le cliché pour réessayer.
storage-film-memory = La mémoire a manqué pendant la lecture de ce cliché. Fermez d’autres onglets et programmes, puis ajoutez-le à nouveau.
storage-film-other-model = Ce cliché a été lu avec un autre modèle. Relisez-le avec le modèle en service.
storage-withdrawn = { $n ->
    [one] Un autre modèle est maintenant utilisé ; la réponse pour un cliché a été retirée.
   *[other] Un autre modèle est maintenant utilisé ; les réponses pour { $n } clichés ont été retirées.
}
storage-read-again = Relire
storage-own-badge = Modèle personnel
storage-own-title = Utiliser un autre modèle
storage-own-how = Déposez un paquet de modèle sur la page, ou choisissez-le ici : le dossier qu’écrit « trainer package », ou un zip de celui-ci. Il est vérifié comme le modèle fourni et reste sur cette machine.
storage-own-folder = Choisir un dossier
storage-own-zip = Choisir un zip
storage-own-back = Revenir au modèle fourni
storage-own-keep = Le conserver pour la prochaine visite
storage-own-kept = Conservé sur cet appareil pour la prochaine visite.
storage-own-trying = Votre propre modèle est en cours de vérification : { $what }
storage-own-stop = Arrêter
storage-own-refused = Votre propre modèle n’est pas utilisé. { $why }
storage-offline-preparing = Lobar est en cours d’enregistrement, pour fonctionner sans réseau.
storage-offline-ready = Lobar fonctionne sans réseau.
storage-offline-unsupported = Ce navigateur, ou cette adresse, ne peut pas enregistrer de pages : Lobar a besoin du réseau à chaque fois. Une adresse en https le peut.
storage-offline-unavailable = Ce serveur ne propose pas Lobar pour une utilisation sans réseau.
storage-offline-failed = Lobar n’a pas pu être enregistré en entier ; il aura besoin du réseau la prochaine fois. Le disque est peut-être plein, ou les fichiers du serveur incomplets.
storage-offline-cleared = Plus rien n’est enregistré. La prochaine visite l’enregistrera à nouveau.
storage-part-site = Page et moteur
storage-part-package = Modèle fourni
storage-part-own = Modèle personnel
storage-part-settings = Réglages
storage-quota = Le navigateur a accordé { $used } à ce site et accorderait { $quota }.
storage-no-films = Les clichés, les réponses et les noms ne sont jamais enregistrés.
storage-persist = Demander au navigateur de le garder
storage-persisted = Le navigateur ne l’effacera pas de lui-même.
storage-not-persisted = Le navigateur ne promet rien : il peut l’effacer si le disque est plein.
storage-clear = Effacer tout ce qui est enregistré
storage-cleared = { $n ->
    [one] Effacé : { $bytes } de fichiers et { $n } réglage. Cette page fonctionne jusqu’à sa fermeture ; la prochaine visite aura besoin du réseau.
   *[other] Effacé : { $bytes } de fichiers et { $n } réglages. Cette page fonctionne jusqu’à sa fermeture ; la prochaine visite aura besoin du réseau.
}
storage-cleared-partly = { $n ->
    [one] { $bytes } de fichiers et { $n } réglage ont été effacés, mais pas tout : fermez les autres onglets de cette page et réessayez.
   *[other] { $bytes } de fichiers et { $n } réglages ont été effacés, mais pas tout : fermez les autres onglets de cette page et réessayez.
}
storage-close = Fermer
