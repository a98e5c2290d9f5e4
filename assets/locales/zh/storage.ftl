# What the browser keeps, working offline, new versions.
storage-title = 保存在此设备上
