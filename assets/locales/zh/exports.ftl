# What can be sent on.
exports-title = 导出
