# The table of a file's attributes.
tags-title = DICOM 属性
tags-open = 全部属性
tags-open-key = 此文件的全部 DICOM 属性（T 键）
tags-close = 关闭
tags-search = 搜索标签、名称或值
tags-waiting = 正在读取文件……
tags-found = { $shown } / { $all } 个属性
tags-tag = 标签
tags-vr = VR
tags-name = 名称
tags-value = 值
tags-copy = 复制
tags-copy-of = 复制 { $name } 的值
tags-copy-all = 全部复制为文本
tags-copied = 已复制
tags-copy-failed = 浏览器不允许复制。请改为选中文本。
tags-expand = 显示全部
tags-more-rows = 显示更多行
tags-bytes = { $n } 字节
tags-cut = 此处截断，文件中共 { $n } 字节
tags-items = { $n ->
   *[other] { $n } 项
}
tags-item = 第 { $n } 项
tags-fragments = { $n } 个片段，{ $bytes } 字节
tags-private = 私有：{ $creator }
tags-private-unknown = 私有
tags-unknown = 未知
tags-masked = 已遮蔽
tags-masked-note = 可能识别患者身份的值已遮蔽。
tags-fault = 文件只能读取到此处。详情（英文）：{ $fault }
tags-more = 文件中的属性多于所显示的数量。
tags-none = 没有匹配的属性。
