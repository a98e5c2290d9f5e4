# What the browser keeps, working offline, new versions; the engine's states and troubles; the reader's own model.
storage-title = 保存在此设备上
storage-tagline = 胸部X线片在您自己的计算机上读取，任何影像都不会离开本机。
storage-try-again = 重试
storage-progress = { $part } / { $whole }
storage-ready = 已就绪：{ $device }
storage-self-test = { $n ->
   *[other] 自检通过：{ $n } 张影像，用时 { $time }。
}
storage-device-webgpu = WebGPU
storage-device-cpu = CPU
storage-stage-engine = 正在加载引擎
storage-stage-again = 正在重新启动引擎
storage-stage-package = 正在加载模型
storage-stage-device = 正在打开计算设备
storage-stage-self-test = 正在检测计算设备
storage-said-download = 无法下载 { $file }。请检查网络连接后重试。
storage-said-status = 服务器对 { $file } 返回了 { $status }。服务器上的文件不完整，请告知本页面的管理员。
storage-said-broken-off = { $file } 的下载中断。请重试：已下载的内容会保留。
storage-said-package = 模型包与其清单不符，因此不予使用。{ $detail }
storage-said-package-file = 模型包缺少 { $file }。请选择整个文件夹或其 zip 文件。
storage-said-no-package = 未找到模型包：应为包含 manifest.json 及其权重文件的文件夹或 zip。
storage-said-not-kept = 保存在此设备上的模型已不存在，因此使用自带的模型。
storage-said-self-test = 此浏览器无法算出模型预存的结果，因此不会给出任何预测。请换用其他浏览器或计算机。{ $detail }
storage-said-no-adapter = 此浏览器不提供 WebGPU 适配器，因此使用 CPU。
storage-said-software-adapter = { $adapter } 是软件适配器，比 CPU 慢，因此使用 CPU。
storage-said-gpu-start = 无法启动 WebGPU，因此使用 CPU。{ $detail }
storage-said-gpu-self-test = GPU（{ $adapter }）未通过自检，因此使用 CPU。{ $detail }
storage-said-gpu-slower = { $adapter } 每张片需 { $gpu } 毫秒，CPU 需 { $cpu } 毫秒，因此使用 CPU。
storage-said-gpu-lost = GPU 已丢失，此后使用 CPU。如要再次尝试 GPU，请重新加载页面。
storage-said-storage-full = 浏览器存储空间已满：Lobar 继续工作，但不为下次访问保留任何内容。请释放磁盘空间，或清除其他网站保存的数据。
storage-said-no-worker = 此浏览器无法启动 Worker。请使用较新的浏览器。
storage-said-unreachable = 无法与引擎通信。请重新加载页面。
storage-said-failed-twice = 引擎连续两次启动失败（{ $detail }）。请重新加载页面。如仍无效，请在地址后加上 ?device=cpu，或换用其他浏览器。
storage-said-no-model = 模型未加载。
storage-said-no-file = 没有可读取的文件。
storage-said-file-too-large = 文件大于 { $megabytes } MB，不予读取。
storage-said-file-unreadable = 无法读取该文件。是否已被移动，或磁盘已拔出？请重新添加。
storage-said-codecs = 此片采用 { $codec } 编码，而 Lobar 中负责解码的部分无法加载（{ $detail }）。请检查网络连接后重新添加此片；如仍无效，请告知本页面的管理员。其他片不受影响。
storage-notices = 通知
storage-dismiss = 关闭
storage-update = Lobar 的新版本已就绪。
storage-update-with-films = { $n ->
   *[other] Lobar 的新版本已就绪。现在使用将重新加载页面并清空工作列表（{ $n } 张影像）。
}
storage-use-new = 立即使用
storage-other-tabs = { $n ->
   *[other] 新版本正在等待：Lobar 还在另外 { $n } 个标签页中打开。请先关闭它们。
}
storage-slow = { $film } 已处理很长时间。您可以继续等待，或重新启动引擎并跳过此影像。
storage-go-on-without = 跳过此影像并重新启动
storage-stopped-trap = 引擎在读取 { $film } 时停止，现已重新启动。该影像标记为失败，其余影像继续处理。
storage-stopped-memory = 读取 { $film } 时内存不足，引擎已重新启动。请关闭其他标签页和程序后重新添加该影像；其余影像继续处理。
storage-stopped-device = 设备未能计算 { $film }，引擎已重新启动。该影像标记为失败，其余影像继续处理。
storage-film-stopped = 引擎在读取此影像时停止，现已重新启动，其余影像继续处理。重新添加此影像可再试一次。
storage-film-memory = 读取此影像时内存不足。请关闭其他标签页和程序后重新添加。
storage-film-other-model = 此影像由另一个模型读取。请用当前模型重新读取。
storage-withdrawn = { $n ->
   *[other] 现已使用另一个模型，因此撤回了 { $n } 张影像的结果。
}
storage-read-again = 重新读取
storage-own-badge = 自有模型
storage-own-title = 使用其他模型
storage-own-how = 将模型包拖到页面上，或在此选择：“trainer package” 写出的文件夹或其 zip。它与自带模型经过相同的验证，并且只留在本机。
storage-own-folder = 选择文件夹
storage-own-zip = 选择 zip
storage-own-back = 恢复自带模型
storage-own-keep = 保留至下次访问
storage-own-kept = 已保存在此设备上，供下次访问使用。
storage-own-trying = 正在验证您的模型：{ $what }
storage-own-stop = 停止
storage-own-refused = 您的模型不予使用。{ $why }
storage-offline-preparing = 正在保存 Lobar，以便无网络时也能使用。
storage-offline-ready = Lobar 无需网络即可使用。
storage-offline-unsupported = 此浏览器或此地址无法保存页面：Lobar 每次都需要网络。使用 https 地址即可保存。
storage-offline-unavailable = 此服务器不提供离线使用的 Lobar。
storage-offline-failed = Lobar 未能完整保存，下次仍需要网络。磁盘可能已满，或服务器上的文件不完整。
storage-offline-cleared = 已无任何存储内容。下次访问时会重新保存。
storage-part-site = 页面与引擎
storage-part-package = 自带模型
storage-part-own = 自有模型
storage-part-settings = 设置
storage-quota = 浏览器已分配给本网站 { $used }，最多可分配 { $quota }。
storage-no-films = 影像、结果和姓名从不保存。
storage-persist = 请求浏览器长期保留
storage-persisted = 浏览器不会自行删除这些内容。
storage-not-persisted = 浏览器未作保证：磁盘已满时可能会删除。
storage-clear = 清除所有存储内容
storage-cleared = { $n ->
   *[other] 已清除：{ $bytes } 文件和 { $n } 项设置。本页面在关闭前仍可使用；下次访问需要网络。
}
storage-cleared-partly = { $n ->
   *[other] 已清除 { $bytes } 文件和 { $n } 项设置，但并非全部：请关闭本页面的其他标签页后重试。
}
storage-close = 关闭
